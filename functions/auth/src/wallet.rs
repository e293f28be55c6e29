//! Signing in with a wallet (A2): it signs a message that holds a nonce of ours.

use std::sync::Arc;

use axum::{
    Json as Body,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{
    error::Failure,
    http::{Json, RequestContext},
    identity::{principal::Principal, proof::Proof, wallet},
    language::Language,
};

use crate::{
    State as Handling,
    entry::{Coming, enter},
};

#[derive(Debug, Serialize)]
struct Given {
    nonce: String,
    /// The chain that the message must name.
    chain_id: u64,
    expires_in_seconds: i64,
}

/// `POST /auth/wallet/nonce`: what the message to be signed must hold.
pub(crate) async fn nonce(State(handling): State<Arc<Handling>>, context: RequestContext) -> Result<Response, Failure> {
    let wallets = &handling.auth.wallets;
    let nonce = wallets.nonce(context.now).await?;
    let expires_in_seconds = wallet::NONCE_LIFETIME.whole_seconds();
    Ok(Body(Given { nonce, chain_id: wallets.chain_id(), expires_in_seconds }).into_response())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signed {
    /// The message of EIP-4361, as it was signed.
    message: String,
    /// 65 bytes in hexadecimal digits after `0x`.
    signature: String,
    #[serde(default)]
    language: Language,
    #[serde(default)]
    cookie: bool,
}

/// `POST /auth/wallet/verify`: tokens for a signed message; of who is signed in, one more wallet.
pub(crate) async fn verify(
    State(handling): State<Arc<Handling>>,
    context: RequestContext,
    principal: Principal,
    headers: HeaderMap,
    Json(signed): Json<Signed>,
) -> Result<Response, Failure> {
    let address = handling.auth.wallets.verify(&signed.message, &signed.signature, context.now).await?;
    let (language, in_cookie) = (signed.language, signed.cookie);
    let coming = Coming { principal, headers: &headers, context: &context, language, in_cookie };
    enter(&handling, &Proof::Wallet(address), coming).await
}
