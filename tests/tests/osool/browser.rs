//! The console in a real browser, as a person meets it.
//!
//! Each test starts its own chromedriver and Chromium with an empty profile against a running stack
//! (`OSOOL_TEST_URL`), so tests share nothing but the stack. Where no browser is installed they say
//! so and pass. Every test ends with [`Browser::close`], which fails on any error that the page wrote
//! to the browser's console. Screenshots are left in `target/screenshots` for people to look at.
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_kms::primitives::Blob;
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use shared::identity::sealed::Vault;
use shared::language::Language;
use shared::listings::filters::{Excluded, Filters, Slot};
use shared::listings::places::PLACES;
use shared::listings::property::{Finishing, PropertyType, SaleType};
use shared::listings::understanding::{Gazetteer, Sort, understand};
use shared::money::Piastres;
use shared::sales::callbacks::{self, Wanted};
use shared::store::data_keys::DataKeys;
use sqlx::{Connection as _, PgConnection};
use tests::{dynamo, in_calm, required};
use time::OffsetDateTime;
use tokio::sync::RwLockReadGuard;
use uuid::Uuid;

/// The password that somebody has first, and the one that they choose then.
const PASSWORD: &str = "four quiet rooms by the sea";
const OTHER_PASSWORD: &str = "a red door in an old street";

const ENGLISH_QUESTION: &str = "3 bedroom apartment in New Cairo under 10 million";
const ARABIC_QUESTION: &str = "عايز شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون";

/// The page itself gives up on an answer a little earlier, with a message that then fails the test.
const ANSWER_PATIENCE: Duration = Duration::from_secs(40);

/// So long the page itself asks whether a viewing is confirmed.
const VIEWING_PATIENCE: Duration = Duration::from_mins(2);

/// Width of the narrowest phone that the page is made for, in CSS pixels.
const PHONE_WIDTH: u32 = 360;

#[tokio::test]
async fn asked_in_english_amr_shows_units_that_meet_the_request() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    browser.ask(ENGLISH_QUESTION).await;

    let answer = browser.answer(1).await;
    assert_eq!(answer.attr("lang").await.unwrap().as_deref(), Some("en"));
    let cards = answer.find_all(Locator::Css(".card")).await.unwrap();
    assert!(!cards.is_empty(), "Amr showed no unit");
    for card in &cards {
        assert!(value(card, ".card-price-total").await <= 10_000_000);
        assert_eq!(value(card, ".bedrooms").await, 3);
        assert_eq!(text(card, ".card-type").await, "Apartment");
        assert!(text(card, ".card-place").await.contains("New Cairo"));
        assert!(text(card, ".card-price-total").await.starts_with("EGP"));
        assert!(!text(card, ".card-reasons").await.is_empty());
    }
    browser.screenshot("desktop-english").await;
    browser.close().await;
}

#[tokio::test]
async fn asked_in_arabic_the_page_turns_right_to_left() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    assert_eq!(browser.direction().await, "ltr");
    browser.ask(ARABIC_QUESTION).await;

    let answer = browser.answer(1).await;
    assert_eq!(answer.attr("lang").await.unwrap().as_deref(), Some("ar"));
    assert_eq!(browser.direction().await, "rtl");
    let card = answer.find(Locator::Css(".card")).await.expect("Amr showed no unit");
    assert_eq!(text(&card, ".card-type").await, "شقة");
    assert!(text(&card, ".card-price-total").await.contains("ج.م"));
    browser.screenshot("desktop-arabic").await;
    browser.close().await;
}

#[tokio::test]
async fn on_a_phone_the_keyboard_is_enough_and_nothing_scrolls_sideways() {
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    browser.press(&Key::Tab).await;
    assert_eq!(browser.focused("className").await, "skip-link");
    browser.press(&Key::Enter).await;
    assert_eq!(browser.focused("id").await, "message");
    browser.press(ENGLISH_QUESTION).await;
    browser.press(&Key::Enter).await;

    browser.answer(1).await;
    assert_eq!(browser.focused("id").await, "message", "the focus left the message box");
    browser.screenshot("phone-english").await;
    for _ in browser.texts("#wishes .wish").await {
        browser.press(&(Key::Shift + &Key::Tab)).await;
        assert_eq!(browser.focused("className").await, "wish-remove", "not every wish can be reached");
    }
    browser.press(&(Key::Shift + &Key::Tab)).await;
    assert_eq!(browser.focused("className").await, "chip", "no suggestion before the wishes");
    browser.press(&Key::Enter).await;

    browser.answer(2).await;
    let page_width = browser.run("return document.documentElement.scrollWidth").await;
    assert_eq!(page_width, json!(PHONE_WIDTH), "the page scrolls sideways");
    browser.screenshot("phone-suggestion").await;
    browser.close().await;
}

/// S2, in the conversation: to remove a chip is to say so to Amr.
#[tokio::test]
async fn s2_what_amr_looks_for_stands_above_the_message_box_and_can_be_taken_back() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    browser.ask(ENGLISH_QUESTION).await;
    browser.answer(1).await;
    let wishes = browser.texts("#wishes .wish").await;
    assert_eq!(wishes, ["Apartment", "New Cairo", "3 bedrooms", "up to 10,000,000 EGP"]);

    browser.click("#wishes [data-slot=price] button").await;
    browser.answer(2).await;
    let questions = browser.texts(".question .bubble").await;
    assert_eq!(questions.last().map(String::as_str), Some("Any price"));
    assert_eq!(browser.texts("#wishes .wish").await, ["Apartment", "New Cairo", "3 bedrooms"]);

    browser.client.refresh().await.unwrap();
    browser.answer(2).await;
    assert_eq!(browser.texts("#wishes .wish").await.len(), 3, "a reload forgot what Amr looks for");
    browser.screenshot("desktop-wishes").await;
    browser.click("#new-conversation").await;
    assert!(browser.texts("#wishes .wish").await.is_empty());
    browser.close().await;
}

/// S2, in the search, in Arabic and by keyboard.
#[tokio::test]
async fn s2_a_search_shows_what_it_understood_and_goes_on_without_what_is_removed() {
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    browser.click("#view").await;
    browser.ask(ARABIC_QUESTION).await;
    browser.appears("#found .wish").await;
    assert_eq!(browser.direction().await, "rtl");
    let wishes = browser.texts("#found .wish").await;
    assert_eq!(wishes, ["شقة", "٣ غرف نوم", "القاهرة الجديدة", "حتى ١٠٬٠٠٠٬٠٠٠ جنيه"]);
    let titles = browser.run("return [...document.querySelectorAll('#found .wish')].map((wish) => wish.title)").await;
    assert!(titles[3].as_str().unwrap().contains("١٠ مليون"), "a chip's title is the person's words: {titles}");
    browser.screenshot("phone-search-arabic").await;

    browser.run("document.querySelector('#found [data-slot=bedrooms] button').focus()").await;
    browser.press(&Key::Enter).await;
    browser.appears("#found .wishes:not(:has([data-slot=bedrooms]))").await;
    assert_eq!(browser.texts("#found .wish").await, ["شقة", "القاهرة الجديدة", "حتى ١٠٬٠٠٠٬٠٠٠ جنيه"]);
    assert_eq!(browser.focused("ariaLabel").await, "شيل: القاهرة الجديدة", "the focus did not go to the next chip");
    let titles = browser.run("return [...document.querySelectorAll('#found .wish')].map((wish) => wish.title)").await;
    assert!(titles[2].as_str().unwrap().contains("١٠ مليون"), "the person's words were forgotten: {titles}");
    let found = browser.client.find(Locator::Id("found")).await.unwrap();
    for card in found.find_all(Locator::Css(".card")).await.unwrap() {
        assert!(value(&card, ".card-price-total").await <= 10_000_000);
        assert_eq!(text(&card, ".card-type").await, "شقة");
        assert!(text(&card, ".card-reasons").await.contains("في القاهرة الجديدة"), "the reasons are not in Arabic");
    }
    let page_width = browser.run("return document.documentElement.scrollWidth").await;
    assert_eq!(page_width, json!(PHONE_WIDTH), "the page scrolls sideways");
    browser.screenshot("phone-search-without").await;
    browser.close().await;
}

#[tokio::test]
async fn s2_chips_stand_in_the_order_of_the_words_and_mark_what_is_excluded_widened_given_up_and_unknown() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    let understood = json!({
        "filters": {
            "types": ["Villa", "Townhouse"], "locations": ["Red Sea"], "min_bedrooms": 3, "max_price": 10_000_000,
            "sale_type": "Resale", "not": { "locations": ["New Administrative Capital"], "finishing": ["Core and Shell"] },
        },
        "words": [
            { "slot": "price", "text": "under 10m" }, { "slot": "location", "text": "El Gouna" },
            { "slot": "location", "text": "not the capital", "excluded": true },
        ],
        "widened": [{ "asked": "El Gouna", "area": "Red Sea" }],
        "unknown_places": ["Zamalek"],
        "sort": "cheapest",
        "rest": ["gouna", "garden"],
    });
    let relaxed = json!([
        { "slot": "sale_type", "asked": "Resale", "given": "Developer" },
        { "slot": "location", "asked": "Zamalek", "given": "Red Sea" },
    ]);
    let script = "return module.chips(input.understood, input.language, input.relaxed)
        .map((chip) => `${chip.kind}: ${module.chipText(chip, input.language)} (${chip.said ?? ''})`)";
    let shown = |language: &str| json!({ "understood": understood, "relaxed": relaxed, "language": language });
    assert_eq!(
        browser.of_chips(script, shown("en")).await,
        json!([
            "wanted: up to 10,000,000 EGP (under 10m)",
            "wanted: El Gouna → Red Sea, not in New Administrative Capital (El Gouna, not the capital)",
            "wanted: Villa or Townhouse ()",
            "wanted: at least 3 bedrooms ()",
            "wanted: not Core and shell ()",
            "given-up: Resale ()",
            "sort: cheapest first ()",
            "unknown: Zamalek ()",
        ])
    );
    assert_eq!(
        browser.of_chips(script, shown("ar")).await,
        json!([
            "wanted: حتى ١٠٬٠٠٠٬٠٠٠ جنيه (under 10m)",
            "wanted: El Gouna ← البحر الأحمر، مش في العاصمة الإدارية الجديدة (El Gouna، not the capital)",
            "wanted: فيلا أو تاون هاوس ()",
            "wanted: ٣ غرف نوم على الأقل ()",
            "wanted: مش على الطوب الأحمر ()",
            "given-up: إعادة بيع ()",
            "sort: الأرخص أولًا ()",
            "unknown: الزمالك ()",
        ])
    );
    // Without the area, the words of the place that stood for it must not bring it back.
    let script = "const { query, sort, language } = module.searchWithout(input.understood, { kind: 'wanted', slot: 'location' }, 'en'); return [query, sort, language]";
    assert_eq!(browser.of_chips(script, shown("en")).await, json!(["garden in Zamalek", "cheapest", "en"]));
    let script = "return module.searchWithout(input.understood, { kind: 'sort', slot: null }, 'ar').query";
    assert_eq!(browser.of_chips(script, shown("ar")).await, json!("gouna garden في الزمالك"));
    browser.close().await;
}

/// The page writes down what the API calls things; here both are compared.
#[tokio::test]
async fn s2_chips_know_every_slot_place_and_order_of_the_api() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    let filters = every_filter();
    for slot in filters.slots() {
        let script = "return module.searchWithout(input, { kind: 'wanted', slot: input.slot }, 'en').filters";
        let input = json!({ "filters": filters, "slot": slot, "rest": [], "widened": [], "unknown_places": [] });
        let fewer: Filters = serde_json::from_value(browser.of_chips(script, input).await).unwrap();
        assert_eq!(fewer, filters.without(slot));
    }
    let script = "return module.chips(input, 'en').map((chip) => chip.slot)";
    let slots: Vec<Slot> =
        serde_json::from_value(browser.of_chips(script, json!({ "filters": filters })).await).unwrap();
    assert_eq!(slots, filters.slots(), "a slot without a chip");

    for place in PLACES {
        let script = "return module.chips({ filters: { locations: [input] } }, 'ar')[0].label";
        assert_eq!(browser.of_chips(script, json!(place.english)).await, json!(place.arabic));
    }
    for kind in PropertyType::ALL {
        let script = "return module.chips({ filters: { types: [input] } }, 'ar')[0].label";
        assert_eq!(browser.of_chips(script, json!(kind)).await, json!(kind.arabic()));
    }
    for sort in [
        Sort::Cheapest,
        Sort::Dearest,
        Sort::CheapestPerSquareMetre,
        Sort::Largest,
        Sort::Smallest,
        Sort::SoonestDelivery,
        Sort::LongestPlan,
        Sort::LowestDownPayment,
    ] {
        let script = "return ['en', 'ar'].map((language) => module.chips({ sort: input }, language)[0].label)";
        let labels = browser.of_chips(script, json!(sort)).await;
        assert!(
            labels.as_array().unwrap().iter().all(|label| !label.as_str().unwrap_or_default().is_empty()),
            "{sort:?}"
        );
    }
    browser.close().await;
}

/// What a removed chip says to Amr is understood as what it means.
#[tokio::test]
async fn s2_the_sentence_of_every_removed_chip_opens_its_slot() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    for slot in every_filter().slots() {
        let script = "return ['en', 'ar'].map((language) => module.openingSentence(input.slot, language))";
        for sentence in browser.of_chips(script, json!({ "slot": slot })).await.as_array().unwrap() {
            let sentence = sentence.as_str().unwrap();
            assert_eq!(understand(sentence, &Gazetteer::default()).opened, [slot], "{sentence}");
        }
    }
    browser.close().await;
}

/// Filters that ask for something in every field.
fn every_filter() -> Filters {
    let pounds = |amount| Piastres::from_pounds(amount);
    Filters {
        types: vec![PropertyType::Villa],
        locations: vec!["New Cairo".to_owned()],
        compounds: vec!["Hyde Park".to_owned()],
        developers: vec!["Palm Hills".to_owned()],
        min_bedrooms: Some(3),
        max_bedrooms: Some(4),
        min_bathrooms: Some(2),
        max_bathrooms: Some(3),
        min_size_sqm: Some(150),
        max_size_sqm: Some(200),
        min_price: pounds(1_000_000),
        max_price: pounds(9_000_000),
        min_price_per_sqm: pounds(10_000),
        max_price_per_sqm: pounds(90_000),
        max_down_payment_percent: Some(10),
        max_down_payment: pounds(900_000),
        instalments: true,
        min_plan_years: Some(8),
        max_monthly_installment: pounds(80_000),
        delivered: true,
        off_plan: true,
        min_delivery_year: Some(2027),
        max_delivery_year: Some(2029),
        finishing: vec![Finishing::FullyFinished],
        sale_type: Some(SaleType::Resale),
        not: Excluded {
            types: vec![PropertyType::Chalet],
            locations: vec!["Maadi".to_owned()],
            compounds: vec!["Mivida".to_owned()],
            developers: vec!["Emaar".to_owned()],
            finishing: vec![Finishing::CoreAndShell],
        },
    }
}

#[tokio::test]
async fn a_reload_continues_the_conversation() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    browser.ask(ENGLISH_QUESTION).await;
    let shown_before = browser.answer(1).await.text().await.unwrap();

    browser.client.refresh().await.unwrap();
    let shown_after = browser.answer(1).await.text().await.unwrap();
    assert_eq!(shown_after, shown_before);

    browser.ask("What did I ask before?").await;
    let recollection = text(&browser.answer(2).await, ".bubble").await;
    assert!(recollection.contains("New Cairo"), "Amr forgot the question: {recollection}");
    browser.screenshot("desktop-after-reload").await;
    browser.close().await;
}

#[tokio::test]
async fn the_page_runs_no_script_but_its_own() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    let intruder = browser
        .run(
            "const script = document.createElement('script');
             script.textContent = 'window.intruder = true';
             document.body.append(script);
             return window.intruder ?? false;",
        )
        .await;
    assert_eq!(intruder, json!(false));
    let errors = browser.errors().await;
    assert_eq!(errors.len(), 1, "the browser reports exactly the refused script: {errors:?}");
    browser.close().await;
}

/// O9: the administrators' page over the deployed stack, whose ledger two calls have been entered into.
#[tokio::test]
async fn o9_an_administrator_sees_costs_breakers_blocks_and_what_was_stopped_with_the_key_and_nothing_without() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    let counters = dynamo(&deployed_table().await).await;
    for (model, cents) in [("claude-opus-5-5", 1_100), ("gpt-4o", 100)] {
        super::costs::spend_for_a_job(&tests::ledger(&counters), model, cents).await;
    }
    browser.client.goto(&format!("{}/admin", browser.page)).await.unwrap();
    let key = browser.client.wait().for_element(Locator::Css("#key-form:not([hidden]) #key")).await.unwrap();
    assert!(!browser.client.find(Locator::Id("figures")).await.unwrap().is_displayed().await.unwrap());
    key.send_keys(&(required("OSOOL_TEST_ADMIN_KEY") + &Key::Enter)).await.unwrap();

    let row = Locator::XPath("//*[@id='models']//tr[contains(., 'claude-opus-5-5')]");
    let row = browser.client.wait().at_most(ANSWER_PATIENCE).for_element(row).await.expect("the costs by model");
    assert!(row.text().await.unwrap().contains("$11.00"), "{}", row.text().await.unwrap());
    let chart = browser.client.find(Locator::Css("#chart svg")).await.unwrap();
    assert_eq!(chart.attr("role").await.unwrap().as_deref(), Some("img"));
    assert_eq!(browser.client.find_all(Locator::Css("#circuits-list > li")).await.unwrap().len(), 8);
    let stopped = Locator::XPath("//*[@id='hallucinations-list']/li[contains(., 'Nothing was stopped')]");
    browser.client.wait().at_most(ANSWER_PATIENCE).for_element(stopped).await.expect("what was stopped");
    browser.screenshot("admin-english").await;
    browser.client.find(Locator::Id("language")).await.unwrap().click().await.unwrap();
    assert_eq!(browser.direction().await, "rtl");
    browser.screenshot("admin-arabic").await;
    browser.client.find(Locator::Id("forget")).await.unwrap().click().await.unwrap();
    assert!(!browser.client.find(Locator::Id("figures")).await.unwrap().is_displayed().await.unwrap());
    browser.close().await;
}

/// The name of the table of counters that the deployed functions use.
async fn deployed_table() -> String {
    let client = aws_sdk_dynamodb::Client::new(&tests::aws().await);
    // Of a hundred names at a time; other tests have tables, too.
    let mut after = None;
    loop {
        let page = client.list_tables().set_exclusive_start_table_name(after).send().await.unwrap();
        if let Some(name) = page.table_names().iter().find(|name| name.contains("CountersTable")) {
            return name.clone();
        }
        after = Some(page.last_evaluated_table_name().expect("the deployed table").to_owned());
    }
}

/// A1 and A3, by keyboard: the guest's conversation becomes the user's.
#[tokio::test]
async fn a1_on_a_phone_in_arabic_a_guest_signs_in_with_a_code_goes_on_with_the_conversation_and_signs_out_everywhere() {
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    browser.ask(ARABIC_QUESTION).await;
    browser.answer(1).await;
    browser.sign_in(&any_phone()).await;
    assert_eq!(browser.focused("id").await, "account", "the focus did not return to the button");
    assert_eq!(browser.focused("ariaLabel").await, "حسابي");
    browser.ask("إيه أرخص واحدة فيهم؟").await;
    browser.answer(2).await;
    assert!(browser.texts("#conversation > .divider").await.is_empty(), "the conversation did not go on");

    // The cookie alone tells who this is.
    browser.client.refresh().await.unwrap();
    browser.answer(2).await;
    browser.press_on("#account", &Key::Enter).await;
    browser.appears("#sessions .session-here").await;
    assert_eq!(browser.texts("#sessions .session-here").await, ["الجهاز ده"]);
    browser.screenshot("phone-account-arabic").await;
    browser.dialog_fits().await;
    browser.press(&Key::Escape).await;
    browser.appears("#account-dialog:not([open])").await;
    browser.ask("وأكبر واحدة؟").await;
    browser.answer(3).await;
    assert!(browser.texts("#conversation > .divider").await.is_empty(), "the conversation did not go on");

    browser.press_on("#account", &Key::Enter).await;
    browser.press_on("#sign-out-everywhere", &Key::Enter).await;
    browser.appears("#account:not(.signed-in)").await;
    assert_eq!(browser.texts("#account-notice").await, ["خرجت من كل الأجهزة."]);
    assert!(browser.texts("#conversation > article").await.is_empty(), "the conversation stayed on the page");
    browser.client.refresh().await.unwrap();
    browser.appears("#account:not(.signed-in) svg").await;
    assert!(browser.texts("#conversation > article").await.is_empty(), "the conversation came back");
    browser.close().await;
}

#[tokio::test]
async fn a7_on_a_desktop_in_english_somebody_sees_the_session_takes_their_data_away_and_deletes_the_account() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    let phone = any_phone();
    browser.sign_in(&phone).await;
    browser.ask(ENGLISH_QUESTION).await;
    browser.answer(1).await;
    let token = browser.run("return JSON.parse(localStorage['osool.conversation.1']).guestToken").await;
    assert_eq!(token, Value::Null, "a guest's token for who is signed in");

    browser.click("#account").await;
    browser.appears("#sessions .session-here").await;
    let sessions = browser.texts("#sessions > li").await;
    assert!(sessions.len() == 1 && sessions[0].contains("This device"), "{sessions:?}");
    assert_eq!(browser.texts("#identities .identity-value").await, [format!("+2{phone}")]);
    browser.screenshot("desktop-account-english").await;

    // Instead of saving the file, the test reads it.
    browser
        .run(
            "const make = URL.createObjectURL;
             URL.createObjectURL = (file) => {
                 file.text().then((text) => { document.body.dataset.exported = text; });
                 return make.call(URL, file);
             };
             HTMLAnchorElement.prototype.click = function () { document.body.dataset.file = this.download; };",
        )
        .await;
    browser.click("#export").await;
    browser.appears("body[data-exported]").await;
    let exported = browser.run("return document.body.dataset.exported").await;
    let exported: Value = serde_json::from_str(exported.as_str().unwrap()).unwrap();
    assert_eq!(exported["identities"][0]["value"], format!("+2{phone}"));
    assert_eq!(exported["messages"][0]["text"], ENGLISH_QUESTION);
    let file = browser.run("return document.body.dataset.file").await;
    assert!(file.as_str().unwrap().contains(".json"), "{file}");

    browser.click("#delete-account").await;
    assert!(browser.texts("#deletion-step").await[0].contains("for good"), "no warning");
    browser.click("#confirm-deletion").await;
    browser.appears("#account:not(.signed-in)").await;
    assert!(browser.texts("#account-notice").await[0].contains("deleted"), "nothing says that it is done");
    browser.client.refresh().await.unwrap();
    browser.appears("#account:not(.signed-in) svg").await;
    assert_eq!(browser.run("return localStorage['osool.signed-in'] ?? null").await, Value::Null);
    browser.close().await;
}

/// A2 and A6, by keyboard: the link in the mail opens the page anew, and alone confirms nothing.
#[tokio::test]
async fn a2_on_a_phone_in_arabic_somebody_makes_an_account_with_a_mail_confirms_it_and_signs_in() {
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    browser.click("#language").await;
    assert_eq!(browser.direction().await, "rtl");
    let mail = any_mail();
    let link = browser.register(&mail).await;
    assert!(browser.texts("#mailed-step").await[0].contains(&mail), "nothing says where the mail went");
    browser.screenshot("phone-mailed-arabic").await;
    browser.dialog_fits().await;

    browser.client.goto("about:blank").await.unwrap();
    browser.client.goto(&link).await.unwrap();
    browser.appears("#verify-step:not([hidden])").await;
    assert_eq!(browser.run("return location.hash").await, json!(""), "the address still holds the token");
    browser.screenshot("phone-verify-arabic").await;
    browser.dialog_fits().await;
    browser.press_on("#confirm-mail", &Key::Enter).await;
    browser.appears("#mail-step:not([hidden])").await;
    assert_eq!(browser.texts("#account-done").await, ["إيميلك اتأكد. سجّل الدخول دلوقتي."]);
    assert_eq!(browser.focused("id").await, "login-mail");
    browser.dialog_fits().await;
    browser.log_in(&mail, PASSWORD).await;
    browser.appears("#account.signed-in").await;
    assert_eq!(browser.focused("id").await, "account", "the focus did not go to the button");

    browser.press_on("#account", &Key::Enter).await;
    browser.appears("#identities > li").await;
    assert_eq!(browser.texts("#identities .identity-value").await, [mail]);
    assert!(browser.texts("#identities button").await.is_empty(), "the last one could be removed");
    browser.screenshot("phone-account-mail-arabic").await;
    browser.dialog_fits().await;
    browser.close().await;
}

/// A6: the links open where the page is already.
#[tokio::test]
async fn a6_on_a_phone_in_english_a_forgotten_password_is_changed_by_a_link_and_the_old_one_is_refused() {
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    let mail = any_mail();
    let link = browser.register(&mail).await;
    browser.client.goto(&link).await.unwrap();
    browser.appears("#verify-step:not([hidden])").await;
    browser.press_on("#confirm-mail", &Key::Enter).await;
    browser.appears("#mail-step:not([hidden])").await;

    let_a_minute_pass_for_mailboxes().await;
    browser.press_on("#forgotten", &Key::Enter).await;
    assert_eq!(browser.focused("id").await, "address");
    assert_eq!(browser.focused("value").await, mail, "the mail has to be typed again");
    browser.press(&Key::Enter).await;
    browser.appears("#mailed-step:not([hidden])").await;
    let link = browser.mailed_link("#reset=").await;
    browser.client.goto(&link).await.unwrap();
    browser.appears("#reset-step:not([hidden])").await;
    assert_eq!(browser.run("return location.hash").await, json!(""), "the address still holds the token");
    assert_eq!(browser.focused("id").await, "changed-password");
    browser.press(&("too short".to_owned() + &Key::Enter)).await;
    browser.appears("#changed-password[aria-invalid=true]").await;
    assert!(browser.texts("#changed-password-failure").await[0].contains("10 characters"), "nothing says why");
    browser.fill("changed-password", OTHER_PASSWORD).await;
    browser.press_on("#reset-step .password button", &Key::Enter).await;
    browser.appears("#changed-password[type=text]").await;
    browser.screenshot("phone-reset-english").await;
    browser.dialog_fits().await;
    browser.press_on("#changed-password", &Key::Enter).await;
    browser.appears("#mail-step:not([hidden])").await;
    assert_eq!(browser.texts("#account-done").await, ["Your password is changed. You are signed out everywhere."]);
    let errors = browser.errors().await;
    assert!(errors.is_empty(), "errors in the browser's console: {errors:?}");

    browser.log_in(&mail, PASSWORD).await;
    browser.appears("#login-password[aria-invalid=true]").await;
    assert!(browser.texts("#login-password-failure").await[0].contains("wrong"), "nothing says why");
    browser.screenshot("phone-refused-english").await;
    browser.dialog_fits().await;
    let errors = browser.errors().await;
    assert_eq!(errors.len(), 1, "the browser reports exactly the refused password: {errors:?}");
    browser.log_in(&mail, OTHER_PASSWORD).await;
    browser.appears("#account.signed-in").await;
    browser.close().await;
}

/// A2: one person, two proofs, and then another one only.
#[tokio::test]
async fn a2_on_a_desktop_in_english_somebody_adds_a_mail_and_removes_the_phone() {
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    let (phone, mail) = (any_phone(), any_mail());
    browser.sign_in(&phone).await;
    browser.click("#account").await;
    browser.appears("#identities > li").await;
    browser.click("#add-mail").await;
    assert_eq!(browser.focused("id").await, "address");
    browser.press(&(mail.clone() + &Key::Enter)).await;
    let link = browser.mailed_link("#verify=").await;
    browser.client.goto(&link).await.unwrap();
    browser.appears("#verify-step:not([hidden])").await;
    browser.click("#confirm-mail").await;
    browser.appears("#identities > li:nth-child(2)").await;
    assert_eq!(browser.texts("#account-done").await, ["Your e-mail is confirmed."]);
    browser.screenshot("desktop-identities-english").await;

    browser.run("document.querySelector('#identities button[aria-label*=\"+2\"]').focus()").await;
    browser.press(&Key::Enter).await;
    assert!(browser.texts("#removal-step").await[0].contains(&phone), "nothing says what is removed");
    browser.click("#confirm-removal").await;
    browser.appears("#details-step:not([hidden]) #identities > li:only-child").await;
    assert_eq!(browser.texts("#identities .identity-value").await, [mail]);
    assert!(browser.texts("#identities button").await.is_empty(), "the last one could be removed");
    browser.close().await;
}

/// A2: a phone, by the steps in which others sign in.
#[tokio::test]
async fn a2_on_a_phone_in_english_somebody_adds_another_phone() {
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    let (phone, other) = (any_phone(), any_phone());
    browser.sign_in(&phone).await;
    browser.press_on("#account", &Key::Enter).await;
    browser.appears("#identities > li").await;
    browser.press_on("#add-phone", &Key::Enter).await;
    browser.give_code(&other).await;
    browser.appears("#identities > li:nth-child(2)").await;
    assert_eq!(browser.texts("#account-done").await, ["The number is part of your account now."]);
    let mut shown = browser.texts("#identities .identity-value").await;
    let mut phones = [format!("+2{phone}"), format!("+2{other}")];
    shown.sort();
    phones.sort();
    assert_eq!(shown, phones);
    browser.dialog_fits().await;
    browser.close().await;
}

/// P2 and P3, by keyboard: a guest signs in on the way. The cheapest chalet is of no use to any other test of the deployed
/// stack.
#[tokio::test]
async fn p3_on_a_phone_in_arabic_somebody_reserves_a_unit_and_pays_and_nobody_finds_it_any_more() {
    const CHEAPEST_CHALET: &str = "إيه أرخص شاليه عندك؟";
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    browser.click("#view").await;
    browser.ask(CHEAPEST_CHALET).await;
    browser.appears("#found .card").await;
    let unit = browser.units("#found .card").await.remove(0);
    browser.screenshot("phone-reservable-arabic").await;
    browser.press_on("#found .card-reserve", &Key::Enter).await;
    browser.appears("#account-dialog[open]").await;
    assert_eq!(browser.texts("#account-done").await, ["سجّل الدخول الأول علشان الوحدة تتحجز باسمك."]);
    browser.give_code(&any_phone()).await;
    browser.appears("#reservations-dialog[open] #reserve-step:not([hidden])").await;
    // The deposit is there once it is known who asks.
    let deposit = Locator::XPath("//*[@id='reserve-facts']/div[2]/dd[contains(., 'ج.م')]");
    browser.client.wait().at_most(ANSWER_PATIENCE).for_element(deposit).await.expect("the deposit");
    let promised = browser.texts("#reserve-facts dd").await;
    assert_eq!(promised[0], browser.texts("#found .card-price-total").await[0]);
    assert_eq!(promised[2], "٣٠ دقيقة");
    browser.dialog_fits().await;
    browser.screenshot("phone-reserve-arabic").await;

    browser.press_on("#confirm-reservation", &Key::Enter).await;
    browser.appears("#mine > [data-state=held]").await;
    browser.says("reservations-done", "الوحدة محجوزة ليك").await;
    assert_eq!(browser.units("#mine > li").await, [unit.as_str()]);
    assert_eq!(browser.texts("#mine dd").await, promised[..2]);
    assert_eq!(browser.texts("#mine .countdown").await.len(), 1, "nothing says how much time is left");
    browser.dialog_fits().await;
    browser.screenshot("phone-reserved-arabic").await;
    browser.press(&Key::Escape).await;
    browser.appears("#reservations-dialog:not([open])").await;
    assert_eq!(browser.focused("className").await, "card-reserve", "the focus did not return to the button");
    assert!(browser.texts("#found .card-mine").await[0].contains("محجوزة ليك"), "the card does not say whose it is");

    browser.press_on("#reservations", &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #mine > [data-state=held]").await;
    browser.press_on("#mine .strong-button", &Key::Enter).await;
    browser.appears("#pay").await;
    let notices = browser.texts("#checkout > .notice").await;
    assert_eq!(notices, ["This is not Paymob. Nothing is paid.", "دي مش صفحة باي موب. ومفيش حاجة بتتدفع."]);
    assert_eq!(browser.direction().await, "rtl");
    let page_width = browser.run("return document.documentElement.scrollWidth").await;
    assert_eq!(page_width, json!(PHONE_WIDTH), "the page scrolls sideways");
    browser.screenshot("phone-checkout-arabic").await;

    browser.press_on("#pay", &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #mine > [data-state=paid]").await;
    browser.says("reservations-done", "استلمنا مقدم الحجز").await;
    assert_eq!(browser.run("return location.search").await, json!(""), "the address still tells how it went");
    assert_eq!(browser.direction().await, "rtl", "the page forgot the language");
    browser.dialog_fits().await;
    browser.screenshot("phone-paid-arabic").await;
    browser.press(&Key::Escape).await;
    browser.appears("#reservations-dialog:not([open])").await;
    browser.click("#view").await;
    browser.ask(CHEAPEST_CHALET).await;
    browser.appears("#found .card").await;
    assert!(!browser.units("#found .card").await.contains(&unit), "a unit that is sold is still found");
    browser.close().await;
}

/// P2, P3 and O9. The cheapest office is of no use to any other test of the deployed stack.
#[tokio::test]
async fn p3_on_a_desktop_in_english_who_is_declined_can_pay_again_and_what_is_let_go_is_found_again() {
    const CHEAPEST_OFFICE: &str = "What is the cheapest office you have?";
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    browser.sign_in(&any_phone()).await;
    browser.ask(CHEAPEST_OFFICE).await;
    browser.answer(1).await;
    let unit = browser.units(".answer .card").await.remove(0);
    browser.press_on(".answer .card .card-reserve", &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #reserve-step:not([hidden])").await;
    browser.press_on("#confirm-reservation", &Key::Enter).await;
    browser.appears("#mine > [data-state=held][data-payment=none]").await;
    assert_eq!(browser.texts("#mine .strong-button").await, ["Pay the deposit"]);
    browser.screenshot("desktop-reserved-english").await;

    browser.press_on("#mine .strong-button", &Key::Enter).await;
    browser.appears("#decline").await;
    browser.screenshot("desktop-checkout-english").await;
    browser.press_on("#decline", &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #mine > [data-state=held][data-payment=failed]").await;
    browser.says("reservations-failure", "did not go through").await;
    assert_eq!(browser.run("return location.search").await, json!(""), "the address still tells how it went");
    assert_eq!(browser.texts("#mine .strong-button").await, ["Pay again"]);
    browser.screenshot("desktop-declined-english").await;
    browser.press_on("#mine .strong-button", &Key::Enter).await;
    browser.appears("#back").await;
    browser.press_on("#back", &Key::Enter).await;
    browser.appears("#reservations.waiting").await;
    assert!(
        browser.texts(".answer .card .card-mine").await[0].contains("Reserved by you"),
        "the card does not say whose it is"
    );

    browser.press_on("#reservations", &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #mine > [data-state=held]").await;
    browser.press_on("#mine .danger-button", &Key::Enter).await;
    browser.appears("#cancel-step:not([hidden])").await;
    browser.press_on("#confirm-cancellation", &Key::Enter).await;
    browser.appears("#mine > [data-state=cancelled]").await;
    browser.says("reservations-done", "You have let the unit go").await;
    browser.screenshot("desktop-let-go-english").await;
    browser.press(&Key::Escape).await;
    browser.appears("#reservations-dialog:not([open])").await;
    browser.click("#view").await;
    browser.ask(CHEAPEST_OFFICE).await;
    browser.appears("#found .card").await;
    assert!(browser.units("#found .card").await.contains(&unit), "a unit that was let go is not found");

    browser.client.goto(&format!("{}/admin", browser.page)).await.unwrap();
    browser.appears("#key-form:not([hidden])").await;
    browser.fill("key", &(required("OSOOL_TEST_ADMIN_KEY") + &Key::Enter)).await;
    let deal =
        format!("//*[@id='reservations']//tr[th = '{unit}' and contains(., 'cancelled') and contains(., 'declined')]");
    let deal = browser.client.wait().at_most(ANSWER_PATIENCE).for_element(Locator::XPath(&deal)).await;
    deal.expect("the deal, as administrators see it");
    assert!(
        browser.texts("#reservations-notice, #events-notice").await.concat().is_empty(),
        "deals could not be loaded"
    );
    browser.run("document.getElementById('deals').scrollIntoView()").await;
    browser.screenshot("admin-deals-english").await;
    browser.close().await;
}

/// P5, by keyboard: a guest signs in on the way. No other test of the deployed stack reserves the cheapest villa.
#[tokio::test]
async fn p5_on_a_phone_in_arabic_somebody_books_a_viewing_moves_it_and_lets_it_go() {
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    browser.click("#view").await;
    browser.ask("إيه أرخص فيلا عندك؟").await;
    browser.appears("#found .card").await;
    let unit = browser.units("#found .card").await.remove(0);
    assert_eq!(browser.texts("#found .card-view").await[0], "احجز معاينة");
    browser.run("document.querySelector('#found .card-deals').scrollIntoView({ block: 'center' })").await;
    browser.screenshot("phone-viewable-arabic").await;
    browser.press_on("#found .card-view", &Key::Enter).await;
    browser.appears("#account-dialog[open]").await;
    assert_eq!(browser.texts("#account-done").await, ["سجّل الدخول الأول علشان نقولك المعاينة اتأكدت ولا لأ."]);
    browser.give_code(&any_phone()).await;
    browser.appears("#viewings-dialog[open] #hour-step:not([hidden]) #hours input").await;
    assert_eq!(browser.focused("id").await, "viewings-title");
    assert!(browser.texts("#hours-label").await[0].contains("بتوقيت القاهرة"), "nothing says whose hours these are");
    browser.dialog_fits().await;
    browser.screenshot("phone-viewing-day-arabic").await;

    browser.press_on("#confirm-hour", &Key::Enter).await;
    browser.says("hours-failure", "اختار الساعة الأول").await;
    let hour = browser.choose_hour(2, 3).await;
    assert_eq!(browser.texts("#hours-failure").await.concat(), "", "what was put right is still said to be wrong");
    browser.press_on("#contact-name", "منى").await;
    browser.press_on("#contact-phone", "01001234567").await;
    browser.dialog_fits().await;
    browser.screenshot("phone-viewing-hour-arabic").await;
    browser.press(&Key::Enter).await;
    browser.appears(&format!("#viewings-list > [data-slot=\"{hour}\"]")).await;
    browser.screenshot("phone-viewing-asked-arabic").await;
    browser.appears_within(VIEWING_PATIENCE, "#viewings-list > [data-state=confirmed]").await;
    browser.says("viewings-done", "اتأكدت").await;
    assert_eq!(browser.units("#viewings-list > li").await, [unit.as_str()]);
    assert!(browser.texts(".viewing-time").await[0].contains("بتوقيت القاهرة"), "nothing says whose time this is");
    browser.dialog_fits().await;
    browser.screenshot("phone-viewing-confirmed-arabic").await;

    browser.press_on("#viewings-list .small-button", &Key::Enter).await;
    browser.appears("#hour-step:not([hidden]) #hours input").await;
    assert!(browser.texts("#hour-why").await[0].contains("هيفضل ليك"), "nothing says what becomes of the first hour");
    browser.dialog_fits().await;
    let other = browser.choose_hour(3, 5).await;
    assert_ne!(other, hour);
    browser.press_on("#confirm-hour", &Key::Enter).await;
    let moved = format!("#viewings-list > [data-state=confirmed][data-slot=\"{other}\"][data-waits=false]");
    browser.appears_within(VIEWING_PATIENCE, &moved).await;
    browser.says("viewings-done", "اتغيّر").await;
    browser.screenshot("phone-viewing-moved-arabic").await;
    browser.press(&Key::Escape).await;
    browser.appears("#viewings-dialog:not([open])").await;
    assert_eq!(browser.focused("className").await, "card-view", "the focus did not return to the button");
    assert!(browser.texts("#found .card-seen").await[0].contains("هتعاينها"), "the card does not say when");
    let page_width = browser.run("return document.documentElement.scrollWidth").await;
    assert_eq!(page_width, json!(PHONE_WIDTH), "the page scrolls sideways");
    browser.screenshot("phone-viewing-card-arabic").await;

    browser.press_on("#viewings", &Key::Enter).await;
    browser.appears("#viewings-dialog[open] #viewings-step:not([hidden])").await;
    browser.press_on("#viewings-list .danger-button", &Key::Enter).await;
    browser.appears("#viewing-cancel-step:not([hidden])").await;
    browser.dialog_fits().await;
    browser.screenshot("phone-viewing-cancel-arabic").await;
    browser.press_on("#confirm-viewing-cancellation", &Key::Enter).await;
    browser.appears("#viewings-list > [data-state=cancelled]").await;
    browser.says("viewings-done", "المعاينة اتلغت").await;
    browser.press(&Key::Escape).await;
    browser.appears("#viewings-dialog:not([open])").await;
    assert_eq!(browser.texts("#found .card-view").await[0], "احجز معاينة");
    browser.close().await;
}

/// P5, with two people. No other test of the deployed stack reserves the cheapest townhouse.
#[tokio::test]
async fn p5_on_a_desktop_in_english_two_want_one_hour_and_the_second_is_told() {
    let Some(first) = Browser::open(Screen::Desktop).await else {
        return;
    };
    let second = first.beside(Screen::Desktop).await;
    for browser in [&first, &second] {
        browser.sign_in(&any_phone()).await;
        browser.ask("What is the cheapest townhouse you have?").await;
        browser.answer(1).await;
        browser.press_on(".answer .card .card-view", &Key::Enter).await;
        browser.appears("#viewings-dialog[open] #hour-step:not([hidden]) #hours input").await;
    }
    assert_eq!(first.units(".answer .card").await[0], second.units(".answer .card").await[0]);
    let hour = first.choose_hour(4, 2).await;
    assert_eq!(second.choose_hour(4, 2).await, hour);
    first.screenshot("desktop-viewing-english").await;

    first.press_on("#confirm-hour", &Key::Enter).await;
    first.appears_within(VIEWING_PATIENCE, "#viewings-list > [data-state=confirmed]").await;
    first.says("viewings-done", "is confirmed").await;
    first.screenshot("desktop-viewing-confirmed-english").await;
    second.press_on("#confirm-hour", &Key::Enter).await;
    second.says("hours-failure", "has just been taken").await;
    let free = second.run("return [...document.querySelectorAll('#hours input')].map((hour) => hour.value)").await;
    assert!(!free.as_array().unwrap().contains(&json!(hour)), "the hour is offered again");
    assert_eq!(second.focused("value").await, free[0].as_str().unwrap(), "the focus is not on an hour to choose");
    second.screenshot("desktop-viewing-taken-english").await;
    let errors = second.errors().await;
    let message = errors[0]["message"].as_str().unwrap();
    assert!(errors.len() == 1 && message.contains("/viewings") && message.contains("409"), "{errors:?}");

    let other = second.choose_hour(4, 2).await;
    assert_ne!(other, hour);
    second.press_on("#confirm-hour", &Key::Enter).await;
    second.appears_within(VIEWING_PATIENCE, "#viewings-list > [data-state=confirmed]").await;
    second.press(&Key::Escape).await;
    second.appears("#viewings-dialog:not([open])").await;
    assert!(second.texts(".answer .card .card-seen").await[0].starts_with("You see it"), "the card does not say when");
    second.client.refresh().await.unwrap();
    second.appears("#viewings:not([hidden])").await;
    second.press_on("#viewings", &Key::Enter).await;
    second.appears(&format!("#viewings-dialog[open] #viewings-list > [data-slot=\"{other}\"]")).await;
    second.screenshot("desktop-viewings-english").await;
    second.close().await;
    first.close().await;
}

/// P5 and O9, by keyboard: who comes, and whom to call back. Shops are of no use to any other test of the deployed stack.
#[tokio::test]
async fn p5_an_administrator_sees_who_comes_to_a_viewing_cancels_it_and_sees_whom_to_call_back() {
    const CHEAPEST_SHOP: &str = "What is the cheapest shop you have?";
    const REASON: &str = "A question about a contract that I have signed";
    let Some(browser) = Browser::open(Screen::Desktop).await else {
        return;
    };
    let (phone, caller) = (any_phone(), any_phone());
    browser.sign_in(&phone).await;
    browser.ask(CHEAPEST_SHOP).await;
    browser.answer(1).await;
    let unit = browser.units(".answer .card").await.remove(0);
    let free = browser.own(&format!("viewings/slots?property_id={unit}"), json!({ "method": "GET" })).await;
    let slot =
        free["slots"].as_array().and_then(|slots| slots.last()).unwrap_or_else(|| panic!("no hour is free: {free}"));
    let contact = json!({ "name": "Mona Adel", "phone": phone });
    let asked = json!({ "body": { "property_id": unit, "slot": slot, "contact": contact } });
    let viewing = browser.own("viewings", asked).await;
    let id = viewing["viewing_id"].as_str().unwrap_or_else(|| panic!("no viewing: {viewing}")).to_owned();
    let conversation = browser.run("return JSON.parse(localStorage['osool.conversation.1']).sessionId").await;
    wants_to_be_called(conversation.as_str().unwrap().parse().unwrap(), &caller, REASON).await;

    browser.administer().await;
    let hour = &slot.as_str().unwrap()["2026-12-01T".len()..][.."14:00".len()];
    let row = format!(
        "//*[@id='viewings-list']//tr[th = '{unit}' and contains(., '{hour}') and contains(., 'Mona Adel')]
         //bdi[@dir = 'ltr' and . = '+2{phone}']"
    );
    let row = browser.client.wait().at_most(ANSWER_PATIENCE).for_element(Locator::XPath(&row)).await;
    row.expect("the viewing, and the phone of who comes");
    let cancel = format!("[data-key=\"viewing {id}\"]");
    browser.press_on(&cancel, &Key::Enter).await;
    browser.appears("#confirmation[open]").await;
    assert_eq!(browser.focused("id").await, "keep", "whoever presses Enter once too often cancels");
    let warning = browser.texts("#confirmation-warning").await.concat();
    assert!(warning.contains(&unit) && warning.contains(hour), "nothing says what is cancelled: {warning}");
    browser.screenshot("admin-confirmation-english").await;
    browser.press(&Key::Escape).await;
    browser.appears("#confirmation:not([open])").await;
    browser.press_on(&cancel, &Key::Enter).await;
    browser.appears("#confirmation[open]").await;
    browser.press_on("#confirm", &Key::Enter).await;
    browser.says("viewings-done", "was cancelled").await;
    browser.appears(&format!("#viewings-list:not(:has({cancel}))")).await;
    browser.run("document.getElementById('viewings').scrollIntoView()").await;
    browser.screenshot("admin-viewings-english").await;

    let row = format!("//*[@id='callbacks-list']//tr[th = '+2{caller}' and contains(., '{REASON}')]//button");
    let done = browser.client.wait().at_most(ANSWER_PATIENCE).for_element(Locator::XPath(&row)).await;
    let done = done.expect("whom to call back").attr("data-key").await.unwrap().unwrap();
    let done = format!("[data-key=\"{done}\"]");
    browser.press_on(&done, &Key::Enter).await;
    browser.says("callbacks-done", "is off the list").await;
    browser.appears(&format!("#callbacks-list:not(:has({done}))")).await;
    let notices = "#viewings-notice, #viewings-failure, #callbacks-notice, #callbacks-failure, #letters-notice";
    assert!(browser.texts(notices).await.concat().is_empty(), "something could not be loaded or done");
    assert_eq!(browser.texts("#letters-list > .row").await.len(), 3, "not every queue is listed");
    browser.run("document.getElementById('callbacks').scrollIntoView()").await;
    browser.screenshot("admin-callbacks-english").await;
    browser.close().await;
}

/// P3 and O9, by keyboard. The cheapest clinic is of no use to any other test of the deployed stack.
#[tokio::test]
async fn p3_on_a_phone_in_arabic_an_administrator_gives_the_money_of_a_paid_reservation_back() {
    const CHEAPEST_CLINIC: &str = "إيه أرخص عيادة عندك؟";
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    browser.sign_in(&any_phone()).await;
    browser.click("#view").await;
    browser.ask(CHEAPEST_CLINIC).await;
    browser.appears("#found .card").await;
    let unit = browser.units("#found .card").await.remove(0);
    browser.press_on("#found .card-reserve", &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #reserve-step:not([hidden])").await;
    browser.press_on("#confirm-reservation", &Key::Enter).await;
    browser.appears("#mine > [data-state=held]").await;
    let deposit = browser.texts("#mine dd").await.remove(1);
    browser.press_on("#mine .strong-button", &Key::Enter).await;
    browser.appears("#pay").await;
    browser.press_on("#pay", &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #mine > [data-state=paid]").await;

    browser.administer().await;
    assert_eq!(browser.direction().await, "rtl", "the page forgot the language");
    let row = format!("//*[@id='reservations']//tr[th = '{unit}']//button");
    let refund = browser.client.wait().at_most(ANSWER_PATIENCE).for_element(Locator::XPath(&row)).await;
    let refund = refund.expect("a deal whose money can go back").attr("data-key").await.unwrap().unwrap();
    browser.press_on(&format!("[data-key=\"{refund}\"]"), &Key::Enter).await;
    browser.appears("#confirmation[open]").await;
    assert_eq!(browser.focused("id").await, "keep", "whoever presses Enter once too often gives money back");
    for part in ["#confirmation-warning", "#confirm"] {
        let said = browser.texts(part).await.concat();
        assert!(said.contains(&deposit), "{part} does not name the amount of {deposit}: {said}");
    }
    browser.dialog_fits().await;
    browser.screenshot("phone-refund-arabic").await;
    browser.press(&Key::Enter).await;
    browser.appears("#confirmation:not([open])").await;
    assert!(browser.texts("#reservations-done").await.concat().is_empty(), "money was given back that was to stay");

    // Money that does not go by itself: what the API says of such is put into its mouth, and what it is told is kept.
    browser
        .run(
            "const real = window.fetch;
             window.told = [];
             window.fetch = async (path, options) => {
                 if (String(path).endsWith('/gone-back')) {
                     window.told.push(path);
                     window.fetch = real;
                     return new Response(null, { status: 204 });
                 }
                 const answer = await real(path, options);
                 if (!String(path).startsWith('admin/reservations')) return answer;
                 const told = await answer.json();
                 for (const deal of told.reservations) deal.refund_requested = deal.payment?.state === 'paid';
                 return new Response(JSON.stringify(told), { headers: answer.headers });
             };
             document.dispatchEvent(new Event('visibilitychange'))",
        )
        .await;
    let gone_back = refund.replace("refund ", "gone back ");
    browser.appears(&format!("[data-key=\"{gone_back}\"]")).await;
    browser.press_on(&format!("[data-key=\"{gone_back}\"]"), &Key::Enter).await;
    browser.appears("#confirmation[open]").await;
    assert_eq!(browser.focused("id").await, "keep");
    browser.screenshot("phone-gone-back-arabic").await;
    browser.press_on("#confirm", &Key::Enter).await;
    browser.appears("#reservations-done:not(:empty)").await;
    let told = browser.run("return window.told").await;
    assert_eq!(told, json!([format!("admin/payments/{}/gone-back", refund.replace("refund ", ""))]));
    browser.appears(&format!("#reservations:not(:has([data-key=\"{gone_back}\"]))")).await;

    browser.press_on(&format!("[data-key=\"{refund}\"]"), &Key::Enter).await;
    browser.appears("#confirmation[open]").await;
    browser.press_on("#confirm", &Key::Enter).await;
    browser.appears("#reservations-done:not(:empty)").await;
    let said = browser.texts("#reservations-done").await.concat();
    let is_known = ["وهو في طريقه", "رُدّ المبلغ:"].iter().any(|outcome| said.contains(outcome));
    assert!(is_known && said.contains(&deposit) && said.contains(&unit), "nothing says what came of it: {said}");
    let page_width = browser.run("return document.documentElement.scrollWidth").await;
    assert_eq!(page_width, json!(PHONE_WIDTH), "the page scrolls sideways");
    browser.run("document.getElementById('deals').scrollIntoView()").await;
    browser.screenshot("phone-refunded-arabic").await;
    browser.close().await;
}

/// P7 and P3, by keyboard. The cheapest duplex is of no use to any other test of the deployed stack.
#[tokio::test]
async fn p7_on_a_phone_in_english_somebody_reserves_shares_of_a_unit_that_an_administrator_sells_in_shares() {
    const CHEAPEST_DUPLEX: &str = "What is the cheapest duplex you have?";
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    browser.sign_in(&any_phone()).await;
    browser.click("#view").await;
    browser.ask(CHEAPEST_DUPLEX).await;
    browser.appears("#found .card").await;
    let unit = browser.units("#found .card").await.remove(0);
    let headers = json!({ "Content-Type": "application/json", "X-Admin-Key": required("OSOOL_TEST_ADMIN_KEY") });
    let change = json!({ "method": "PATCH", "headers": headers, "body": json!({ "in_shares": true }).to_string() });
    assert_eq!(browser.fetch(&format!("admin/properties/{unit}"), change).await["status"], 204);
    let offer = browser.offer(&unit).await;
    let (free, price) = (offer["free"].as_u64().unwrap(), offer["price"].as_u64().unwrap());
    let written = async |number: u64| {
        let script = format!("return new Intl.NumberFormat('en-EG').format({number})");
        browser.run(&script).await.as_str().unwrap().to_owned()
    };

    browser.press_on("#found .card-reserve", &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #shares-fields:not([hidden])").await;
    let hint = browser.texts("#shares-hint").await.concat();
    assert!(
        hint.contains("1/10,000") && hint.contains(&written(free).await),
        "what a share is, how many are free: {hint}"
    );
    browser.says("shares-cost", &written(price / 100).await).await;
    browser.dialog_fits().await;
    browser.screenshot("phone-shares-english").await;
    browser.fill("shares", "10001").await;
    browser.says("shares-failure", "whole number").await;
    browser.press(&Key::Enter).await;
    assert_eq!(browser.focused("id").await, "shares", "the focus left the number that is wrong");
    browser.fill("shares", "٢٥٠").await;
    browser.says("shares-cost", &written(price / 40).await).await;
    assert!(browser.texts("#shares-failure").await.concat().is_empty(), "digits of the other script are refused");
    let cost = browser.texts("#shares-cost").await.concat();
    browser.dialog_fits().await;
    browser.screenshot("phone-shares-chosen-english").await;

    browser.press(&Key::Enter).await;
    browser.appears("#mine > [data-state=held]").await;
    browser.says("reservations-done", "The shares are held for you").await;
    let facts = browser.texts("#mine dd").await;
    assert_eq!(facts[0], "250 of 10,000");
    // To the pound, what they cost depends on which shares they are.
    let amount = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>().parse::<u64>().unwrap();
    let (price_said, deposit_said) = cost.split_once("deposit").expect("the deposit");
    for (said, asked) in [(price_said, &facts[1]), (deposit_said, &facts[2])] {
        assert!(amount(said).abs_diff(amount(asked)) <= 1, "{asked} is not what was said: {cost}");
    }
    browser.dialog_fits().await;
    browser.screenshot("phone-shares-reserved-english").await;
    browser.press(&Key::Escape).await;
    browser.appears("#reservations-dialog:not([open])").await;
    assert_eq!(browser.focused("className").await, "card-reserve", "the focus did not return to the button");
    assert_eq!(browser.texts("#found .card-mine").await[0], "Shares reserved by you: 250");
    assert_eq!(browser.texts("#found .card-reserve").await[0], "Reserve", "no more shares can be reserved");
    assert_eq!(browser.offer(&unit).await["free"], free - 250);

    browser.press_on("#reservations", &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #mine > [data-state=held]").await;
    browser.press_on("#mine .strong-button", &Key::Enter).await;
    browser.appears("#pay").await;
    browser.press_on("#pay", &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #mine > [data-state=paid]").await;
    browser.says("reservations-done", "The shares are yours").await;
    browser.dialog_fits().await;
    browser.screenshot("phone-shares-paid-english").await;
    browser.press(&Key::Escape).await;
    browser.appears("#reservations-dialog:not([open])").await;
    browser.click("#view").await;
    browser.ask(CHEAPEST_DUPLEX).await;
    browser.appears("#found .card").await;
    assert!(browser.units("#found .card").await.contains(&unit), "a unit whose shares are free is not found");
    browser.close().await;
}

/// P7 and O9, by keyboard, with two people. The cheapest penthouse is of no use to any other test of the deployed stack.
#[tokio::test]
async fn p7_on_a_phone_in_arabic_an_administrator_sells_a_unit_in_shares_and_who_wants_more_than_are_free_is_told() {
    const CHEAPEST_PENTHOUSE: &str = "إيه أرخص بنتهاوس عندك؟";
    let Some(browser) = Browser::open(Screen::Phone).await else {
        return;
    };
    browser.click("#language").await;
    browser.sign_in(&any_phone()).await;
    browser.click("#view").await;
    browser.ask(CHEAPEST_PENTHOUSE).await;
    browser.appears("#found .card").await;
    let unit = browser.units("#found .card").await.remove(0);

    browser.administer().await;
    assert_eq!(browser.direction().await, "rtl", "the page forgot the language");
    browser.fill("sale-unit", "NC0").await;
    browser.press_on("#sell-in-shares", &Key::Enter).await;
    browser.says("sale-failure", "لا توجد وحدة بهذا الرقم").await;
    let errors = browser.errors().await;
    let message = errors[0]["message"].as_str().unwrap();
    assert!(errors.len() == 1 && message.contains("/admin/properties/NC0") && message.contains("404"), "{errors:?}");
    browser.fill("sale-unit", &unit.to_lowercase()).await;
    browser.press_on("#sell-in-shares", &Key::Enter).await;
    browser.says("sale-done", &format!("الوحدة {unit} تُباع حصصًا")).await;
    let offer = browser.offer(&unit).await;
    assert_eq!(offer["in_shares"], true, "{offer}");
    let free = offer["free"].as_u64().unwrap();

    browser.press_on("#withdraw", &Key::Enter).await;
    browser.appears("#confirmation[open]").await;
    assert_eq!(browser.focused("id").await, "keep", "whoever presses Enter once too often withdraws");
    assert!(browser.texts("#confirmation-warning").await.concat().contains(&unit), "nothing says what is withdrawn");
    browser.dialog_fits().await;
    browser.screenshot("phone-withdraw-arabic").await;
    browser.press(&Key::Enter).await;
    browser.appears("#confirmation:not([open])").await;
    assert_eq!(browser.offer(&unit).await["free"], free, "a unit was withdrawn that was to stay");
    browser.press_on("#withdraw", &Key::Enter).await;
    browser.appears("#confirmation[open]").await;
    browser.press_on("#confirm", &Key::Enter).await;
    browser.says("sale-done", &format!("سُحبت الوحدة {unit}")).await;
    assert_eq!(browser.offer(&unit).await["free"], 0);
    browser.press_on("#offer-again", &Key::Enter).await;
    browser.says("sale-done", &format!("الوحدة {unit} معروضة من جديد")).await;
    assert_eq!(browser.offer(&unit).await["free"], free);
    let page_width = browser.run("return document.documentElement.scrollWidth").await;
    assert_eq!(page_width, json!(PHONE_WIDTH), "the page scrolls sideways");
    browser.run("document.getElementById('sale-title').scrollIntoView({ block: 'center' })").await;
    browser.screenshot("phone-sale-arabic").await;

    browser.client.goto(&browser.page).await.unwrap();
    browser.appears("#account.signed-in").await;
    browser.click("#view").await;
    browser.ask(CHEAPEST_PENTHOUSE).await;
    browser.appears("#found .card").await;
    browser.press_on(&format!("[data-property-id=\"{unit}\"] .card-reserve"), &Key::Enter).await;
    browser.appears("#reservations-dialog[open] #shares-fields:not([hidden])").await;
    assert_eq!(browser.client.find(Locator::Id("shares")).await.unwrap().prop("value").await.unwrap().unwrap(), "١٠٠");
    let other = browser.beside(Screen::Phone).await;
    other.sign_in(&any_phone()).await;
    let wish = json!({ "property_id": unit, "shares": free - 50 });
    let wish = json!({ "headers": { "Idempotency-Key": Uuid::new_v4().to_string() }, "body": wish });
    let reserved = other.own("reservations", wish).await;
    assert_eq!(reserved["shares"], free - 50, "{reserved}");

    browser.press_on("#confirm-reservation", &Key::Enter).await;
    browser.says("shares-failure", "المتاح دلوقتي: ٥٠").await;
    assert_eq!(browser.focused("id").await, "shares", "the focus is not on the number that is wrong");
    browser.dialog_fits().await;
    browser.screenshot("phone-shares-taken-arabic").await;
    let errors = browser.errors().await;
    let message = errors[0]["message"].as_str().unwrap();
    assert!(errors.len() == 1 && message.contains("/reservations") && message.contains("409"), "{errors:?}");
    browser.fill("shares", "٥٠").await;
    browser.press(&Key::Enter).await;
    browser.appears("#mine > [data-state=held]").await;
    browser.says("reservations-done", "الحصص محجوزة ليك").await;
    assert_eq!(browser.texts("#mine dd").await[0], "٥٠ من ١٠٬٠٠٠");
    browser.dialog_fits().await;
    browser.screenshot("phone-shares-reserved-arabic").await;
    assert_eq!(browser.offer(&unit).await["free"], 0);
    other.close().await;
    browser.close().await;
}

/// Notes, in the database of the deployed stack, that somebody wants to be called: without a model, nobody asks Amr for it.
async fn wants_to_be_called(conversation: Uuid, phone: &str, reason: &str) {
    let mut connection = PgConnection::connect(&required("OSOOL_TEST_STACK_DATABASE_URL")).await.unwrap();
    // What the deployed functions have sealed tells which key of KMS is theirs.
    let wrapped: Vec<u8> =
        sqlx::query_scalar("SELECT wrapped_key FROM identities LIMIT 1").fetch_one(&mut connection).await.unwrap();
    let aws = tests::aws().await;
    let opened = aws_sdk_kms::Client::new(&aws).decrypt().ciphertext_blob(Blob::new(wrapped)).send().await.unwrap();
    let vault = Vault::new(DataKeys::new(&aws, opened.key_id.unwrap()));
    let wanted = Wanted { phone: format!("+2{phone}"), reason: reason.to_owned() };
    let wanted = serde_json::to_string(&wanted).unwrap();
    let sealed = vault.seal(conversation, Wanted::KIND, &wanted).await.unwrap();
    let now = OffsetDateTime::now_utc();
    callbacks::ask(&mut connection, Uuid::now_v7(), conversation, &sealed, Language::English, now).await.unwrap();
}

/// Lets any mailbox of the deployed stack have its next mail, as if a minute had passed since the last.
async fn let_a_minute_pass_for_mailboxes() {
    let client = aws_sdk_dynamodb::Client::new(&tests::aws().await);
    let table = deployed_table().await;
    let mut after = None;
    loop {
        let page = client.scan().table_name(&table).set_exclusive_start_key(after).send().await.unwrap();
        for item in page.items() {
            let id = &item["id"];
            if id.as_s().is_ok_and(|id| id.starts_with("MAILBOX#")) {
                client.delete_item().table_name(&table).key("id", id.clone()).send().await.unwrap();
            }
        }
        after = page.last_evaluated_key().cloned();
        if after.is_none() {
            return;
        }
    }
}

/// A mail address that no other test has.
fn any_mail() -> String {
    format!("mona.{}@example.com", Uuid::new_v4().simple())
}

/// A mobile number that no other test has, as people write it.
fn any_phone() -> String {
    format!("010{:08}", Uuid::new_v4().as_u128() % 100_000_000)
}

/// What the page is shown on.
enum Screen {
    Desktop,
    Phone,
}

/// An open page. Dropped early, by a failing test, it still ends its processes.
struct Browser {
    _calm: Option<RwLockReadGuard<'static, ()>>,
    client: Client,
    driver: Driver,
    page: String,
}

impl Browser {
    /// The page in a fresh browser, or nothing where no browser is installed.
    async fn open(screen: Screen) -> Option<Self> {
        let Some(programs) = installed() else {
            println!("skipped: no Chromium/chromedriver found on PATH, in CHROMIUM or in CHROMEDRIVER");
            return None;
        };
        let calm = in_calm().await;
        Some(Self { _calm: Some(calm), ..Self::start(programs, &screen).await })
    }

    /// The page in another person's browser, in the calm of this one, which is closed after it: whoever asked for calm
    /// twice would wait for ever behind a test that waits to load the emulator.
    async fn beside(&self, screen: Screen) -> Self {
        Self::start(installed().expect("what this browser was started with"), &screen).await
    }

    async fn start((chromium, chromedriver): (PathBuf, PathBuf), screen: &Screen) -> Self {
        let page = env::var("OSOOL_TEST_URL").expect("OSOOL_TEST_URL is not set: run it through `make test`");
        let driver = Driver::start(&chromedriver);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&chromium, &driver.profile, screen))
            .connect(&driver.address)
            .await
            .expect("Chromium starts");
        client.goto(&page).await.expect("the page opens");
        Self { _calm: None, client, driver, page }
    }

    async fn ask(&self, question: &str) {
        let message = self.client.find(Locator::Id("message")).await.unwrap();
        message.send_keys(&(question.to_owned() + &Key::Enter)).await.unwrap();
    }

    /// The answer to the nth question of the conversation, once it is there.
    async fn answer(&self, nth: usize) -> Element {
        let place = nth * 2;
        let finished = format!("#conversation > article:nth-of-type({place}):not(.pending)");
        let message =
            self.client.wait().at_most(ANSWER_PATIENCE).for_element(Locator::Css(&finished)).await.expect("an answer");
        let class = message.attr("class").await.unwrap().unwrap();
        assert!(class.contains("answer"), "no answer but: {}", message.text().await.unwrap());
        message
    }

    /// Opens the administrators' page with the key.
    async fn administer(&self) {
        self.client.goto(&format!("{}/admin", self.page)).await.unwrap();
        self.appears("#key-form:not([hidden])").await;
        self.fill("key", &(required("OSOOL_TEST_ADMIN_KEY") + &Key::Enter)).await;
        self.appears("#figures:not([hidden])").await;
    }

    /// What the API answers to who is signed in on the console's page.
    async fn own(&self, path: &str, options: Value) -> Value {
        let script = "const [path, options, done] = arguments;
             import(new URL('console/account.js', document.baseURI))
                 .then((module) => module.own(path, options))
                 .then(done, (error) => done(`failed: ${error}`));";
        self.client.execute_async(script, vec![json!(path), options]).await.unwrap()
    }

    /// What the API answers to whoever asks from the page: the `status` and the `body`, as far as there is one.
    async fn fetch(&self, path: &str, options: Value) -> Value {
        let script = "const [path, options, done] = arguments;
             fetch(path, options)
                 .then(async (answer) => ({ status: answer.status, body: await answer.json().catch(() => null) }))
                 .then(done, (error) => done(`failed: ${error}`));";
        self.client.execute_async(script, vec![json!(path), options]).await.unwrap()
    }

    /// What anybody is told is to be had of a unit.
    async fn offer(&self, unit: &str) -> Value {
        self.fetch(&format!("reservations/shares?property_id={unit}"), json!({})).await["body"].take()
    }

    /// Signs in by keyboard, with the code that lies in the development outbox.
    async fn sign_in(&self, phone: &str) {
        self.press_on("#account", &Key::Enter).await;
        self.give_code(phone).await;
        self.appears("#account.signed-in").await;
    }

    /// Types a phone where the dialog asks for one, and the code that then lies in the development outbox.
    async fn give_code(&self, phone: &str) {
        assert_eq!(self.focused("id").await, "phone");
        self.press(&(phone.to_owned() + &Key::Enter)).await;
        self.appears("#outbox:not([hidden])").await;
        assert_eq!(self.focused("id").await, "code");
        let message = self.texts("#outbox-text").await.concat();
        let code: String = message.chars().filter(char::is_ascii_digit).take(6).collect();
        self.press(&(code + &Key::Enter)).await;
    }

    /// Asks for an account with a mail and [`PASSWORD`], by keyboard; gives the link in the mail.
    async fn register(&self, mail: &str) -> String {
        self.press_on("#account", &Key::Enter).await;
        assert_eq!(self.focused("id").await, "phone");
        self.press_on("#by-mail", &Key::Enter).await;
        assert_eq!(self.focused("id").await, "login-mail");
        self.press_on("#to-register", &Key::Enter).await;
        assert_eq!(self.focused("id").await, "new-mail");
        self.press(&(mail.to_owned() + &Key::Tab + PASSWORD + &Key::Enter)).await;
        self.mailed_link("#verify=").await
    }

    /// The link in the mail that lies in the development outbox, by what it holds.
    async fn mailed_link(&self, fragment: &str) -> String {
        self.appears("#outbox:not([hidden])").await;
        let message = self.texts("#outbox-text").await.concat();
        let link = message.split_whitespace().find(|word| word.contains(fragment));
        link.unwrap_or_else(|| panic!("no link with {fragment} in: {message}")).to_owned()
    }

    /// Signs in with a mail and a password where the dialog asks for them.
    async fn log_in(&self, mail: &str, password: &str) {
        self.fill("login-mail", mail).await;
        self.fill("login-password", password).await;
        self.press(&Key::Enter).await;
    }

    /// Types into a field, in place of what is there.
    async fn fill(&self, id: &str, content: &str) {
        let field = self.client.find(Locator::Id(id)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(content).await.unwrap();
    }

    /// Fails if the page or its open dialog is wider than a phone.
    async fn dialog_fits(&self) {
        let page_width = self.run("return document.documentElement.scrollWidth").await;
        assert_eq!(page_width, json!(PHONE_WIDTH), "the page scrolls sideways");
        let script =
            "const dialog = document.querySelector('dialog[open]'); return dialog.scrollWidth <= dialog.clientWidth";
        assert_eq!(self.run(script).await, json!(true), "the dialog scrolls sideways");
    }

    /// Puts the focus on something and sends keys to it, as soon as it takes any: what waits for an answer or is drawn anew
    /// takes none, and has got none then.
    async fn press_on(&self, selector: &str, keys: &str) {
        let focus = format!(
            "const element = document.querySelector('{selector}');
             if (!element || element.closest('[aria-busy=true]')) return false;
             element.focus();
             return document.activeElement === element"
        );
        let patience = tokio::time::Instant::now() + ANSWER_PATIENCE;
        loop {
            if self.run(&focus).await != json!(true) && tokio::time::Instant::now() < patience {
                continue;
            }
            match self.client.active_element().await.unwrap().send_keys(keys).await {
                Err(error)
                    if (error.is_stale_element_reference() || error.is_element_not_interactable())
                        && tokio::time::Instant::now() < patience => {}
                pressed => return pressed.unwrap(),
            }
        }
    }

    /// Sends keys to wherever the focus is.
    async fn press(&self, keys: &str) {
        self.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// A property of the focused element.
    async fn focused(&self, property: &str) -> String {
        self.client.active_element().await.unwrap().prop(property).await.unwrap().unwrap_or_default()
    }

    async fn direction(&self) -> String {
        self.run("return document.documentElement.dir").await.as_str().unwrap().to_owned()
    }

    async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// What a script makes of the page's module of chips (`module`) and an `input`.
    async fn of_chips(&self, script: &str, input: Value) -> Value {
        let script = format!(
            "const [input, done] = arguments;
             import(new URL('console/chips.js', document.baseURI))
                 .then((module) => {{ {script} }})
                 .then(done, (error) => done(`failed: ${{error}}`));"
        );
        self.client.execute_async(&script, vec![input]).await.unwrap()
    }

    /// Chooses the nth day on which an hour is free, and the nth free hour of it; gives the hour as the API writes it.
    async fn choose_hour(&self, day: usize, hour: usize) -> String {
        self.press_on(&format!("#days label:nth-child({day}) input"), " ").await;
        self.press_on(&format!("#hours label:nth-child({hour}) input"), " ").await;
        let chosen = self.run("return document.querySelector('#hours :checked').value").await;
        chosen.as_str().expect("an hour").to_owned()
    }

    /// The shown texts of all elements that a selector finds.
    async fn texts(&self, selector: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for element in self.client.find_all(Locator::Css(selector)).await.unwrap() {
            texts.push(element.text().await.unwrap());
        }
        texts
    }

    /// The ids of the units that a selector finds.
    async fn units(&self, selector: &str) -> Vec<String> {
        let mut ids = Vec::new();
        for element in self.client.find_all(Locator::Css(selector)).await.unwrap() {
            ids.push(element.attr("data-property-id").await.unwrap().expect("a unit"));
        }
        ids
    }

    async fn click(&self, selector: &str) {
        self.client.find(Locator::Css(selector)).await.unwrap().click().await.unwrap();
    }

    /// Waits until a selector finds something.
    async fn appears(&self, selector: &str) {
        self.appears_within(ANSWER_PATIENCE, selector).await;
    }

    async fn appears_within(&self, patience: Duration, selector: &str) {
        let wait = self.client.wait().at_most(patience);
        wait.for_element(Locator::Css(selector)).await.unwrap_or_else(|_| panic!("nothing is {selector}"));
    }

    /// Waits until the part of the page with this id says something.
    async fn says(&self, id: &str, said: &str) {
        let wait = self.client.wait().at_most(ANSWER_PATIENCE);
        let part = format!("//*[@id='{id}'][contains(., '{said}')]");
        wait.for_element(Locator::XPath(&part)).await.unwrap_or_else(|_| panic!("#{id} does not say: {said}"));
    }

    async fn screenshot(&self, name: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name).with_extension("png"), self.client.screenshot().await.unwrap()).unwrap();
    }

    /// Errors in the browser's console since the last call, refusals of the security policy among
    /// them. Pictures of other hosts may be missing: the page draws its own in their place. A unit that somebody has taken
    /// since it was shown is answered with 409, which a browser reports and the page says.
    async fn errors(&self) -> Vec<Value> {
        let session = self.client.session_id().await.unwrap().unwrap();
        let log: Value = reqwest::Client::new()
            .post(format!("{}/session/{session}/se/log", self.driver.address))
            .json(&json!({ "type": "browser" }))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let entries = log["value"].as_array().expect("the browser's log");
        let is_foreign_picture = |entry: &Value| {
            entry["source"] == "network" && !entry["message"].as_str().unwrap_or_default().starts_with(&self.page)
        };
        let is_taken_unit = |entry: &Value| {
            let message = entry["message"].as_str().unwrap_or_default();
            message.starts_with(&format!("{}/properties/", self.page)) && message.contains("status of 409")
        };
        let is_wrong =
            |entry: &&Value| entry["level"] == "SEVERE" && !is_foreign_picture(entry) && !is_taken_unit(entry);
        entries.iter().filter(is_wrong).cloned().collect()
    }

    /// Fails if the page reported errors.
    async fn close(self) {
        let errors = self.errors().await;
        assert!(errors.is_empty(), "errors in the browser's console: {errors:?}");
        self.client.close().await.unwrap();
    }
}

/// A chromedriver of the test's own, on a port that it chose itself.
struct Driver {
    process: Child,
    address: String,
    /// Chromium's folder for this test, empty at the start.
    profile: PathBuf,
    /// Kept open, because chromedriver would end when it cannot write.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    fn start(program: &Path) -> Self {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let profile = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("chromium-{}-{number}", std::process::id()));
        let mut process = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let port = output.by_ref().lines().find_map(|line| announced_port(&line.ok()?)).expect("chromedriver's port");
        Self { process, address: format!("http://127.0.0.1:{port}"), profile, _output: output }
    }

    /// Asks chromedriver to end every browser that it started, and itself.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut connection = TcpStream::connect(self.address.trim_start_matches("http://"))?;
        connection.set_read_timeout(Some(Duration::from_secs(5)))?;
        connection.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        connection.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Each step is tried whatever became of the one before: nothing may stay behind.
        let _ = self.shut_down();
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// The port in chromedriver's line “… was started successfully on port 12345.”
fn announced_port(line: &str) -> Option<u16> {
    line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

/// Chromium and chromedriver, where both are installed.
fn installed() -> Option<(PathBuf, PathBuf)> {
    let chromium = find_program("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"])?;
    Some((chromium, find_program("CHROMEDRIVER", &["chromedriver"])?))
}

/// The program that the environment variable names, else the first of the names found on `PATH`.
fn find_program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Some(PathBuf::from(path));
    }
    let search_path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&search_path).chain([PathBuf::from("/usr/bin")]).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

fn capabilities(chromium: &Path, profile: &Path, screen: &Screen) -> serde_json::Map<String, Value> {
    let mut options = json!({
        "binary": chromium,
        "args": [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-prefers-reduced-motion",
            "--lang=en",
            "--window-size=1280,900",
            format!("--user-data-dir={}", profile.display()),
        ],
    });
    if let Screen::Phone = screen {
        let metrics = json!({ "width": PHONE_WIDTH, "height": 780, "pixelRatio": 2, "touch": false });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    let capabilities = json!({ "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } });
    capabilities.as_object().unwrap().clone()
}

/// The shown text of a part of an element.
async fn text(element: &Element, selector: &str) -> String {
    element.find(Locator::Css(selector)).await.unwrap().text().await.unwrap()
}

/// The number that a part of an element stands for, whatever digits it is shown in.
async fn value(element: &Element, selector: &str) -> u64 {
    let data = element.find(Locator::Css(selector)).await.unwrap();
    data.attr("value").await.unwrap().unwrap().parse().unwrap()
}
