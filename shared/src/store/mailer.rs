//! Mail to those who run Osool, through SES. Mail to customers goes another way.

use aws_sdk_sesv2::{
    Client,
    types::{Body, Content, Destination, EmailContent, Message},
};

use crate::error::Failure;

/// Sends mail from one address to another.
#[derive(Debug, Clone)]
pub struct Mailer {
    client: Client,
    from: String,
    to: String,
}

impl Mailer {
    /// Mail from an address that SES has verified.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig, from: String, to: String) -> Self {
        Self { client: Client::new(config), from, to }
    }

    /// Sends one mail, as plain text and as HTML.
    pub async fn send(&self, subject: &str, text: &str, html: &str) -> Result<(), Failure> {
        let content = |data: &str| Content::builder().data(data).charset("UTF-8").build().map_err(Failure::internal);
        let body = Body::builder().text(content(text)?).html(content(html)?).build();
        let message = Message::builder().subject(content(subject)?).body(body).build();
        let sent = self
            .client
            .send_email()
            .from_email_address(&self.from)
            .destination(Destination::builder().to_addresses(&self.to).build())
            .content(EmailContent::builder().simple(message).build())
            .send();
        Box::pin(sent).await.map(drop).map_err(|error| Failure::of_service("ses", error))
    }
}
