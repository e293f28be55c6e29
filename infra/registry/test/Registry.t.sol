// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Registry} from "../src/Registry.sol";

/// @notice What forge lets a test do, as far as these tests need it; forge answers at the address of `vm`.
interface Cheatcodes {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    struct Gas {
        uint64 limit;
        uint64 used;
        uint64 memoryUsed;
        int64 refunded;
        uint64 remaining;
    }

    /// @notice Makes the next call come from `sender`.
    function prank(address sender) external;
    /// @notice Sets the time of the block, in seconds since 1970.
    function warp(uint256 time) external;
    /// @notice Fails the test unless the next call is refused with just this error.
    function expectRevert(bytes4 refusal) external;
    /// @notice Begins to keep the events that are emitted.
    function recordLogs() external;
    /// @notice Gives the events kept since, and forgets them.
    function getRecordedLogs() external returns (Log[] memory);
    /// @notice Begins to keep which slots are read and written.
    function record() external;
    /// @notice Gives the slots of a contract that were read and written since.
    function accesses(address target) external returns (bytes32[] memory reads, bytes32[] memory writes);
    /// @notice Lets a contract and its slots cost what they cost to whoever comes first in a transaction.
    function cool(address target) external;
    /// @notice What the last call used, without the transaction around it.
    function lastCallGas() external view returns (Gas memory);

    function assertEq(uint256 left, uint256 right) external pure;
    function assertEq(bytes32 left, bytes32 right) external pure;
    function assertEq(address left, address right) external pure;
    function assertLe(uint256 left, uint256 right) external pure;
}

contract RegistryTest {
    Cheatcodes private constant vm = Cheatcodes(address(uint160(uint256(keccak256("hevm cheat code")))));

    address private constant OWNER = address(0xA);
    address private constant RECORDER = address(0xB);
    address private constant STRANGER = address(0xC);

    uint64 private constant START = 1_800_000_000;

    bytes32 private constant FIRST = keccak256("first");
    bytes32 private constant SECOND = keccak256("second");
    bytes32 private constant THIRD = keccak256("third");
    bytes24 private constant RED = bytes24(keccak256("red"));
    bytes24 private constant BLUE = bytes24(keccak256("blue"));

    // Of so many the fuzzed statements are, so few that they often come again.
    uint256 private constant SUBJECTS = 5;
    uint32 private constant DIGESTS = 3;

    Registry private registry;

    // What the registry should hold, kept in the simplest way.
    mapping(bytes32 subject => bytes24) private digestOf;
    mapping(bytes32 subject => uint64) private sinceOf;

    function setUp() public {
        vm.warp(START);
        registry = new Registry(OWNER, RECORDER);
    }

    function test_p8_only_the_recorder_records() public {
        address[3] memory others = [OWNER, STRANGER, address(0)];
        for (uint256 index = 0; index < others.length; ++index) {
            vm.prank(others[index]);
            vm.expectRevert(Registry.NotRecorder.selector);
            registry.record(oneSubject(FIRST), oneDigest(RED));
        }
        assertNothingIsKept(FIRST);
        recordAs(RECORDER, FIRST, RED);
        assertKept(FIRST, RED, START);
    }

    function test_p8_only_the_owner_says_who_records() public {
        address[2] memory others = [RECORDER, STRANGER];
        for (uint256 index = 0; index < others.length; ++index) {
            vm.prank(others[index]);
            vm.expectRevert(Registry.NotOwner.selector);
            registry.setRecorder(STRANGER);
        }
        vm.assertEq(registry.recorder(), RECORDER);
    }

    function test_p8_nobody_owns_or_records_at_the_zero_address_from_the_start() public {
        vm.expectRevert(Registry.ZeroAddress.selector);
        new Registry(address(0), RECORDER);
        vm.expectRevert(Registry.ZeroAddress.selector);
        new Registry(OWNER, address(0));
    }

    function test_p8_whoever_records_is_told_from_the_start() public {
        vm.recordLogs();
        Registry another = new Registry(OWNER, RECORDER);
        vm.assertEq(another.owner(), OWNER);
        vm.assertEq(another.recorder(), RECORDER);
        assertOneRecorderChange(RECORDER);
    }

    function test_p8_another_recorder_takes_over_and_the_old_one_is_shut_out() public {
        vm.recordLogs();
        vm.prank(OWNER);
        registry.setRecorder(STRANGER);
        assertOneRecorderChange(STRANGER);
        vm.assertEq(registry.recorder(), STRANGER);

        vm.prank(RECORDER);
        vm.expectRevert(Registry.NotRecorder.selector);
        registry.record(oneSubject(FIRST), oneDigest(RED));
        recordAs(STRANGER, FIRST, RED);
        assertKept(FIRST, RED, START);
    }

    function test_p8_without_a_recorder_nobody_records_until_there_is_one_again() public {
        recordAs(RECORDER, FIRST, RED);
        vm.prank(OWNER);
        registry.setRecorder(address(0));
        address[4] memory everybody = [RECORDER, OWNER, STRANGER, address(0xD)];
        for (uint256 index = 0; index < everybody.length; ++index) {
            vm.prank(everybody[index]);
            vm.expectRevert(Registry.NotRecorder.selector);
            registry.record(oneSubject(FIRST), oneDigest(BLUE));
        }
        assertKept(FIRST, RED, START);

        vm.prank(OWNER);
        registry.setRecorder(RECORDER);
        recordAs(RECORDER, FIRST, BLUE);
        assertKept(FIRST, BLUE, START);
    }

    function test_p8_as_many_digests_as_subjects_are_needed() public {
        vm.prank(RECORDER);
        vm.expectRevert(Registry.LengthsDiffer.selector);
        registry.record(twoSubjects(FIRST, SECOND), oneDigest(RED));
        vm.prank(RECORDER);
        vm.expectRevert(Registry.LengthsDiffer.selector);
        registry.record(oneSubject(FIRST), twoDigests(RED, BLUE));
        assertNothingIsKept(FIRST);
    }

    function test_p8_nothing_to_record_is_no_failure() public {
        vm.recordLogs();
        vm.prank(RECORDER);
        registry.record(new bytes32[](0), new bytes24[](0));
        vm.assertEq(vm.getRecordedLogs().length, 0);
        vm.assertEq(registry.read(new bytes32[](0)).length, 0);
    }

    function test_p8_an_empty_digest_is_refused() public {
        vm.prank(RECORDER);
        vm.expectRevert(Registry.EmptyDigest.selector);
        registry.record(oneSubject(FIRST), oneDigest(bytes24(0)));
    }

    function test_p8_one_bad_entry_and_nothing_of_the_batch_is_recorded() public {
        recordAs(RECORDER, FIRST, RED);
        vm.warp(START + 10);
        vm.prank(RECORDER);
        vm.expectRevert(Registry.EmptyDigest.selector);
        registry.record(twoSubjects(FIRST, SECOND), twoDigests(BLUE, bytes24(0)));
        assertKept(FIRST, RED, START);
        assertNothingIsKept(SECOND);
    }

    function test_p8_a_digest_that_reaches_into_the_place_of_the_time_is_refused() public {
        // Longer than a digest may be: by hand, because the compiler would cut it.
        bytes memory call = abi.encodeCall(Registry.record, (oneSubject(FIRST), oneDigest(RED)));
        call[call.length - 1] = 0x01;
        vm.prank(RECORDER);
        (bool taken,) = address(registry).call(call);
        require(!taken, "a digest of 32 bytes was taken");
        assertNothingIsKept(FIRST);
    }

    function test_p8_recording_the_same_again_changes_nothing_and_tells_nothing() public {
        recordAs(RECORDER, FIRST, RED);
        vm.warp(START + 10);
        vm.recordLogs();
        vm.record();
        recordAs(RECORDER, FIRST, RED);
        (, bytes32[] memory writes) = vm.accesses(address(registry));
        vm.assertEq(writes.length, 0);
        vm.assertEq(vm.getRecordedLogs().length, 0);
        assertKept(FIRST, RED, START);
    }

    function test_p8_another_digest_stands_since_now_and_is_told() public {
        recordAs(RECORDER, FIRST, RED);
        vm.warp(START + 10);
        vm.recordLogs();
        recordAs(RECORDER, FIRST, BLUE);
        Cheatcodes.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 1);
        vm.assertEq(logs[0].emitter, address(registry));
        vm.assertEq(logs[0].topics.length, 2);
        vm.assertEq(logs[0].topics[0], keccak256("Recorded(bytes32,bytes24)"));
        vm.assertEq(logs[0].topics[1], FIRST);
        vm.assertEq(bytes32(logs[0].data), bytes32(BLUE));
        assertKept(FIRST, BLUE, START + 10);
    }

    function test_p8_a_digest_that_comes_back_stands_since_it_came_back() public {
        recordAs(RECORDER, FIRST, RED);
        vm.warp(START + 10);
        recordAs(RECORDER, FIRST, BLUE);
        vm.warp(START + 20);
        recordAs(RECORDER, FIRST, RED);
        assertKept(FIRST, RED, START + 20);
    }

    function test_p8_of_a_subject_that_is_named_twice_the_last_digest_stays() public {
        vm.prank(RECORDER);
        registry.record(twoSubjects(FIRST, FIRST), twoDigests(RED, BLUE));
        assertKept(FIRST, BLUE, START);
    }

    function test_p8_many_subjects_are_read_in_order_and_unknown_ones_as_zero() public {
        recordAs(RECORDER, SECOND, RED);
        vm.warp(START + 10);
        recordAs(RECORDER, FIRST, BLUE);
        bytes32[] memory subjects = new bytes32[](4);
        (subjects[0], subjects[1], subjects[2], subjects[3]) = (FIRST, THIRD, SECOND, FIRST);
        bytes32[] memory words = registry.read(subjects);
        vm.assertEq(words.length, 4);
        vm.assertEq(words[0], word(BLUE, START + 10));
        vm.assertEq(words[1], bytes32(0));
        vm.assertEq(words[2], word(RED, START));
        vm.assertEq(words[3], words[0]);
    }

    function test_p8_a_word_is_the_digest_and_then_the_time() public {
        bytes24 digest = 0x0102030405060708090a0b0c0d0e0f101112131415161718;
        vm.warp(0x6b49d200);
        recordAs(RECORDER, FIRST, digest);
        bytes32 expected = 0x0102030405060708090a0b0c0d0e0f101112131415161718000000006b49d200;
        vm.assertEq(registry.read(oneSubject(FIRST))[0], expected);
    }

    function test_p8_a_subject_takes_one_slot() public {
        vm.record();
        vm.prank(RECORDER);
        registry.record(twoSubjects(FIRST, SECOND), twoDigests(RED, BLUE));
        (, bytes32[] memory writes) = vm.accesses(address(registry));
        vm.assertEq(writes.length, 2);
        require(writes[0] != writes[1], "two subjects share a slot");
    }

    function test_p8_recording_costs_little_more_than_a_slot_a_subject() public {
        // To read who records costs 2,100. Of a subject then: a slot from zero to something 22,100, an event 1,381; a slot
        // that is only looked at 2,100.
        vm.assertLe(gasOfRecording(1), 2_100 + 26_000);
        vm.assertLe(gasOfRecording(100), 2_100 + 100 * 24_500);
        vm.assertLe(gasOfRecording(100), 2_100 + 100 * 2_700);
    }

    /// Whatever is recorded, in batches of whatever size, at times that may stand still.
    function testFuzz_p8_the_last_digest_and_when_it_became_that_are_read(uint32[] calldata statements, uint8 size)
        public
    {
        uint64 time = START;
        uint256 most = size % 7 + 1;
        for (uint256 start = 0; start < statements.length; start += most) {
            time += (statements[start] >> 16) % 3;
            vm.warp(time);
            recordStatements(statements, start, min(most, statements.length - start), time);
            // One more than there are, of which nothing is ever stated.
            for (uint256 number = 0; number <= SUBJECTS; ++number) {
                bytes32 subject = bytes32(number);
                assertKept(subject, digestOf[subject], sinceOf[subject]);
            }
        }
    }

    /// Subjects and digests as they come, of which two are hardly ever alike.
    function testFuzz_p8_any_subject_and_digest_are_read_as_they_were_recorded(
        bytes32 subject,
        bytes24 digest,
        uint64 time
    ) public {
        if (digest == 0) digest = RED;
        if (time == 0) time = START;
        vm.warp(time);
        recordAs(RECORDER, subject, digest);
        assertKept(subject, digest, time);
    }

    function recordStatements(uint32[] calldata statements, uint256 start, uint256 count, uint64 time) private {
        bytes32[] memory subjects = new bytes32[](count);
        bytes24[] memory digests = new bytes24[](count);
        for (uint256 index = 0; index < count; ++index) {
            uint32 statement = statements[start + index];
            subjects[index] = bytes32(statement % SUBJECTS);
            digests[index] = bytes24(uint192((statement >> 8) % DIGESTS + 1));
        }
        vm.prank(RECORDER);
        registry.record(subjects, digests);
        for (uint256 index = 0; index < count; ++index) {
            if (digestOf[subjects[index]] != digests[index]) {
                digestOf[subjects[index]] = digests[index];
                sinceOf[subjects[index]] = time;
            }
        }
    }

    function recordAs(address sender, bytes32 subject, bytes24 digest) private {
        vm.prank(sender);
        registry.record(oneSubject(subject), oneDigest(digest));
    }

    /// What recording so many subjects uses, which are the same for the same number.
    function gasOfRecording(uint256 count) private returns (uint256) {
        bytes32[] memory subjects = new bytes32[](count);
        bytes24[] memory digests = new bytes24[](count);
        for (uint256 index = 0; index < count; ++index) {
            subjects[index] = keccak256(abi.encode(count, index));
            digests[index] = bytes24(subjects[index]);
        }
        vm.cool(address(registry));
        vm.prank(RECORDER);
        registry.record(subjects, digests);
        return vm.lastCallGas().used;
    }

    function assertKept(bytes32 subject, bytes24 digest, uint64 since) private view {
        vm.assertEq(registry.read(oneSubject(subject))[0], word(digest, since));
        (bytes24 keptDigest, uint64 keptSince) = registry.records(subject);
        vm.assertEq(bytes32(keptDigest), bytes32(digest));
        vm.assertEq(keptSince, since);
    }

    function assertNothingIsKept(bytes32 subject) private view {
        assertKept(subject, bytes24(0), 0);
    }

    function assertOneRecorderChange(address recorder) private {
        Cheatcodes.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 1);
        vm.assertEq(logs[0].topics.length, 2);
        vm.assertEq(logs[0].topics[0], keccak256("RecorderChanged(address)"));
        vm.assertEq(logs[0].topics[1], bytes32(uint256(uint160(recorder))));
    }

    function word(bytes24 digest, uint64 since) private pure returns (bytes32) {
        return bytes32(abi.encodePacked(digest, since));
    }

    function min(uint256 left, uint256 right) private pure returns (uint256) {
        return left < right ? left : right;
    }

    function oneSubject(bytes32 subject) private pure returns (bytes32[] memory subjects) {
        subjects = new bytes32[](1);
        subjects[0] = subject;
    }

    function oneDigest(bytes24 digest) private pure returns (bytes24[] memory digests) {
        digests = new bytes24[](1);
        digests[0] = digest;
    }

    function twoSubjects(bytes32 first, bytes32 second) private pure returns (bytes32[] memory subjects) {
        subjects = new bytes32[](2);
        (subjects[0], subjects[1]) = (first, second);
    }

    function twoDigests(bytes24 first, bytes24 second) private pure returns (bytes24[] memory digests) {
        digests = new bytes24[](2);
        (digests[0], digests[1]) = (first, second);
    }
}
