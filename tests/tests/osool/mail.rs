//! Mail to customers (A6, invariant 8): what SendGrid is told, what its refusals become, and where mails go without it.

use serde_json::json;
use shared::{
    client::HttpClient,
    config::{Base, Environment, Settings},
    error::{ErrorCode, chain},
    fault::Fault,
    identity::email::Email,
    language::Language,
    notify::{
        account_mail::{password_changed, password_reset},
        outbox::Outbox,
        sendgrid::{MailSettings, Mails},
    },
    secrets::Secrets,
    store::table::DynamoTable,
};
use tests::{
    aws, dynamo,
    models::{Models, plain},
    secret, table,
};
use time::OffsetDateTime;
use uuid::Uuid;

const LINK: &str = "https://osool.example/reset?token=kQ8xT2mW7vZ4pB9nR3yC6jG1fD5aE0hL";

fn mona() -> Email {
    "Mona@Example.com".parse().unwrap()
}

/// Starts what sends mails, over a table of its own.
async fn start(pairs: &[(&str, &str)], base: &Base) -> (Result<Mails<DynamoTable>, String>, DynamoTable) {
    let table = dynamo(&table().await).await;
    let settings = MailSettings::read(&mut Settings::from_pairs(pairs.iter().copied()), base);
    let started = Mails::start(settings, &Secrets::new(&aws().await), HttpClient::default(), table.clone()).await;
    (started.map_err(|error| chain(error.as_ref())), table)
}

async fn sender() -> String {
    secret(Some(&json!({"SENDGRID_API_KEY": "SG.key"}).to_string())).await
}

#[tokio::test]
async fn a6_sendgrid_is_told_what_to_send_once_and_nothing_of_it_is_kept() {
    let sendgrid = Models::start().await;
    let arn = sender().await;
    let pairs = [
        ("MESSAGES_SECRET_ARN", arn.as_str()),
        ("SENDGRID_BASE_URL", sendgrid.address()),
        ("FROM_EMAIL", "amr@osool.example"),
    ];
    let (mails, table) = start(&pairs, &Base::default()).await;
    let (mails, id, now) = (mails.unwrap(), Uuid::new_v4(), OffsetDateTime::now_utc());
    let mail = password_reset(LINK, Language::Arabic);
    for status in [202, 200] {
        sendgrid.then(plain(status, "application/json", ""));
        mails.send(&mona(), &mail, id, now).await.unwrap();
    }
    let asked = sendgrid.asked();
    assert_eq!(asked[0].path, "/v3/mail/send");
    assert_eq!(asked[0].headers["authorization"], "Bearer SG.key");
    assert_eq!(asked[0].headers["content-type"], "application/json");
    assert_eq!(
        asked[0].body,
        json!({
            "personalizations": [{"to": [{"email": "mona@example.com"}], "custom_args": {"notice": id.to_string()}}],
            "from": {"email": "amr@osool.example", "name": "Osool أصول"},
            "subject": mail.subject,
            "content": [{"type": "text/plain", "value": mail.text}, {"type": "text/html", "value": mail.html}],
            "tracking_settings": {
                "click_tracking": {"enable": false, "enable_text": false},
                "open_tracking": {"enable": false},
                "subscription_tracking": {"enable": false},
            },
        })
    );
    for (status, fault) in
        [(400, Fault::BadRequest), (401, Fault::BadKey), (429, Fault::Overloaded), (503, Fault::Overloaded)]
    {
        let refusal = r#"{"errors": [{"message": "mona@example.com is not an address", "field": "to"}]}"#;
        sendgrid.then(plain(status, "application/json", refusal));
        let failure = mails.send(&mona(), &mail, id, now).await.unwrap_err();
        assert_eq!((failure.code(), failure.fault()), (ErrorCode::DependencyUnavailable, Some(fault)), "{status}");
        let said = format!("{failure} {failure:?} {:?}", failure.cause_chain());
        assert!(!said.contains("mona") && !said.contains("SG.key") && !said.contains("token="), "{said}");
    }
    assert_eq!(sendgrid.asked().len(), 6, "nothing is tried again");
    assert!(Outbox::new(table).messages(now).await.unwrap().is_empty());
}

#[tokio::test]
async fn a6_a_sendgrid_that_cannot_be_reached_is_a_fault_without_the_address() {
    let arn = sender().await;
    let pairs = [
        ("MESSAGES_SECRET_ARN", arn.as_str()),
        ("SENDGRID_BASE_URL", "http://127.0.0.1:1"),
        ("FROM_EMAIL", "amr@osool.example"),
    ];
    let (mails, _) = start(&pairs, &Base::default()).await;
    let mail = password_changed(Language::English);
    let failure = mails.unwrap().send(&mona(), &mail, Uuid::new_v4(), OffsetDateTime::now_utc()).await.unwrap_err();
    assert_eq!(failure.fault(), Some(Fault::Unreachable));
    let said = format!("{failure} {failure:?} {:?}", failure.cause_chain());
    assert!(!said.contains("mona") && !said.contains("SG.key"), "{said}");
}

#[tokio::test]
async fn a6_without_a_key_a_mail_stays_in_the_outbox_of_a_developer_and_nothing_starts_elsewhere() {
    let empty = secret(Some("{}")).await;
    for pairs in [vec![], vec![("MESSAGES_SECRET_ARN", empty.as_str()), ("FROM_EMAIL", "amr@osool.example")]] {
        let (mails, table) = start(&pairs, &Base::default()).await;
        let (mails, now) = (mails.unwrap(), OffsetDateTime::now_utc());
        let mail = password_reset(LINK, Language::English);
        mails.send(&mona(), &mail, Uuid::new_v4(), now).await.unwrap();
        let kept = Outbox::new(table).messages(now).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].to, "mona@example.com");
        assert_eq!(kept[0].text, format!("{}\n\n{}", mail.subject, mail.text));
    }

    let sender = sender().await;
    let from = ("FROM_EMAIL", "amr@osool.example");
    let keyed = ("MESSAGES_SECRET_ARN", sender.as_str());
    for environment in [Environment::Staging, Environment::Production] {
        let base = Base { environment, ..Base::default() };
        for (pairs, missing) in [
            (vec![from], "SENDGRID_API_KEY"),
            (vec![from, ("MESSAGES_SECRET_ARN", empty.as_str())], "SENDGRID_API_KEY"),
            (vec![keyed], "FROM_EMAIL"),
        ] {
            let refused = start(&pairs, &base).await.0.unwrap_err();
            assert!(refused.contains(missing), "{refused}");
        }
        assert!(matches!(start(&[from, keyed], &base).await.0, Ok(Mails::SendGrid(_))));
    }
}

#[test]
fn o8_the_address_that_mails_come_from_must_be_one_and_be_there_outside_of_a_developer_s_machine() {
    let production = Base { environment: Environment::Production, ..Base::default() };
    for (value, base, is_good) in [
        ("amr@osool.example", &production, true),
        ("", &production, false),
        ("amr", &production, false),
        ("amr", &Base::default(), false),
        ("", &Base::default(), true),
    ] {
        let mut settings = Settings::from_pairs([("FROM_EMAIL", value)]);
        MailSettings::read(&mut settings, base);
        let checked = settings.check().map_err(|error| error.to_string());
        assert_eq!(checked.is_ok(), is_good, "{value}");
        assert!(checked.err().is_none_or(|message| message.contains("FROM_EMAIL") && !message.contains("amr")));
    }
}
