// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What Osool has last stated of each subject, and since when
/// @notice A subject is the 32 bytes that stand here for something which Osool makes statements about, a digest the 24
/// bytes that stand for one statement. Who has both can read whether that is still what Osool states, and since when.
/// @dev A subject takes one storage slot, which is most of what recording it costs. What was stated of it earlier is
/// in the events alone.
contract Registry {
    /// @notice What was last stated of a subject.
    struct Record {
        // What the statement hashes to; zero where nothing was ever stated.
        bytes24 digest;
        // The time of the block that first recorded it, in seconds since 1970.
        uint64 since;
    }

    /// @notice A subject has a digest which it did not have before.
    /// @param subject The subject.
    /// @param digest Its digest from now on.
    event Recorded(bytes32 indexed subject, bytes24 digest);

    /// @notice From now on somebody else records.
    /// @param recorder Who may; zero if nobody may.
    event RecorderChanged(address indexed recorder);

    /// @notice An address is zero where one is needed.
    error ZeroAddress();
    /// @notice Only the owner may do this.
    error NotOwner();
    /// @notice Only the recorder may do this.
    error NotRecorder();
    /// @notice There are not as many digests as subjects.
    error LengthsDiffer();
    /// @notice A digest is zero, which would read as if nothing had been stated.
    error EmptyDigest();

    /// @notice Decides who may record, and can do nothing else; for ever the same, and meant to be a wallet which needs
    /// several signatures.
    address public immutable owner;

    /// @notice May record: the key of Osool's registrar, which is at hand all the time and can be replaced. Zero if
    /// nobody may.
    address public recorder;

    /// @notice What was last stated of a subject: its digest and the time since which it stands, in seconds since 1970;
    /// both are zero if nothing was.
    mapping(bytes32 subject => Record) public records;

    /// @param owner_ Who decides who may record; zero is refused as `ZeroAddress`.
    /// @param recorder_ Who may record at first; zero is refused as `ZeroAddress`.
    constructor(address owner_, address recorder_) {
        if (owner_ == address(0) || recorder_ == address(0)) revert ZeroAddress();
        owner = owner_;
        recorder = recorder_;
        emit RecorderChanged(recorder_);
    }

    /// @notice Lets somebody else record, and the one who could until now no more. Refused as `NotOwner` to everybody
    /// but the owner.
    /// @param recorder_ Who may record from now on. Zero stops recording until another one is set, for when a key is
    /// in the wrong hands and there is no new one yet.
    function setRecorder(address recorder_) external {
        if (msg.sender != owner) revert NotOwner();
        recorder = recorder_;
        emit RecorderChanged(recorder_);
    }

    /// @notice Records what is stated of subjects now, of all of them or, if anything is refused, of none. A subject
    /// that has its digest already is left as it is, with the time since which it stands. Refused as `NotRecorder` to
    /// everybody but the recorder, as `LengthsDiffer` and as `EmptyDigest`.
    /// @param subjects The subjects; of one that is named twice, the last digest stays.
    /// @param digests The digest of each, in the same order; none may be zero.
    function record(bytes32[] calldata subjects, bytes24[] calldata digests) external {
        if (msg.sender != recorder) revert NotRecorder();
        if (subjects.length != digests.length) revert LengthsDiffer();
        for (uint256 index = 0; index < subjects.length; ++index) {
            bytes32 subject = subjects[index];
            bytes24 digest = digests[index];
            if (digest == 0) revert EmptyDigest();
            // Recording again what stands already must not make it look newer.
            if (records[subject].digest == digest) continue;
            records[subject] = Record(digest, uint64(block.timestamp));
            emit Recorded(subject, digest);
        }
    }

    /// @notice What was last stated of many subjects, in one call.
    /// @param subjects The subjects, known or not.
    /// @return words One for each, in the same order: the digest in its upper 24 bytes, the time since which it stands
    /// (in seconds since 1970) in its lower 8; zero where nothing was ever stated.
    function read(bytes32[] calldata subjects) external view returns (bytes32[] memory words) {
        words = new bytes32[](subjects.length);
        for (uint256 index = 0; index < subjects.length; ++index) {
            Record storage kept = records[subjects[index]];
            words[index] = bytes32(kept.digest) | bytes32(uint256(kept.since));
        }
    }
}
