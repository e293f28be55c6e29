//! Conversations of several turns with the guide (C10): what is meant by “cheaper”, “the second one” and “any price”, and
//! what it says of units that it has shown.

use serde_json::{Value, json};
use tests::database;

use super::chat::{chat, go_on, ids, say, text};

fn prices(answer: &tests::Answer) -> Vec<i64> {
    answer.json["properties"].as_array().unwrap().iter().map(|unit| unit["price"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn c10_cheaper_is_cheaper_than_all_that_is_shown_in_both_languages() {
    let router = chat(&database().await).await;
    for (question, cheaper) in [
        ("villa in New Cairo, the largest", "something cheaper please"),
        ("أكبر فيلا في التجمع الخامس", "عايز حاجة أرخص شوية"),
    ] {
        let first = say(&router, question).await;
        let second = go_on(&router, &first, cheaper).await;
        let lowest = prices(&first).into_iter().min().unwrap();
        assert!(!ids(&second).is_empty() && prices(&second).iter().all(|price| *price < lowest), "{}", text(&second));
        assert!(second.json["properties"].as_array().unwrap().iter().all(|unit| unit["type"] == "Villa"));
    }
}

#[tokio::test]
async fn c10_where_nothing_is_cheaper_amr_says_so_and_shows_what_comes_nearest() {
    let router = chat(&database().await).await;
    let first = say(&router, "cheapest villa in New Cairo").await;
    let lowest = prices(&first)[0];
    let second = go_on(&router, &first, "cheaper").await;
    assert_eq!(prices(&second)[0], lowest, "{}", text(&second));
    assert_eq!(second.json["unmet"][0]["slot"], "price", "{}", text(&second));
}

#[tokio::test]
async fn c10_what_was_wished_for_in_words_is_not_forgotten_by_the_next_turn() {
    let router = chat(&database().await).await;
    let first = say(&router, "villa in New Cairo with a guest suite").await;
    let second = go_on(&router, &first, "at least 4 bedrooms").await;
    let whys = second.json["properties"].as_array().unwrap().iter().map(|unit| unit["why"].to_string());
    assert!(whys.clone().all(|why| why.contains("suite")), "{:?}", whys.collect::<Vec<_>>());
}

#[tokio::test]
async fn c10_others_are_others_until_there_are_no_more() {
    let router = chat(&database().await).await;
    let mut answer = say(&router, "penthouse in New Cairo, 3 bedrooms").await;
    let mut seen: Vec<String> = Vec::new();
    loop {
        let shown = ids(&answer);
        if shown.is_empty() {
            break;
        }
        assert!(shown.iter().all(|id| !seen.iter().any(|other| other == id)), "{}", text(&answer));
        seen.extend(shown.into_iter().map(str::to_owned));
        answer = go_on(&router, &answer, "show me others").await;
    }
    assert!(seen.len() > 5 && text(&answer).contains("everything"), "{}", text(&answer));
}

#[tokio::test]
async fn c10_a_unit_is_meant_by_its_place_in_the_last_answer() {
    let router = chat(&database().await).await;
    let first = say(&router, "3 bedroom apartment in New Cairo").await;
    let shown: Vec<String> = ids(&first).into_iter().map(str::to_owned).collect();
    for (message, place) in [("tell me about the second one", 1), ("التانية", 1), ("the last one", 4), ("رقم ٣", 2)]
    {
        let answer = go_on(&router, &first, message).await;
        assert_eq!(ids(&answer), [&shown[place]], "{message}: {}", text(&answer));
        // The conversation goes on from what was shown first: the same question again for the next case.
        let again = go_on(&router, &answer, "3 bedroom apartment in New Cairo").await;
        assert_eq!(ids(&again), shown);
    }
    let beyond = go_on(&router, &first, "number 9").await;
    assert!(ids(&beyond).is_empty() && text(&beyond).contains("Which unit"), "{}", text(&beyond));
}

#[tokio::test]
async fn c10_only_what_is_asked_of_a_unit_is_told() {
    let router = chat(&database().await).await;
    let first = say(&router, "3 bedroom apartment in New Cairo").await;
    let second = go_on(&router, &first, "tell me about the first one").await;
    let delivery = go_on(&router, &second, "when is the delivery?").await;
    assert_eq!(ids(&delivery).len(), 1);
    assert!(text(&delivery).contains("Delivery") && !text(&delivery).contains("Bathrooms"), "{}", text(&delivery));
    let price = go_on(&router, &delivery, "السعر كام؟").await;
    assert!(text(&price).contains("السعر") && !text(&price).contains("الاستلام"), "{}", text(&price));
}

#[tokio::test]
async fn c10_any_price_opens_the_price() {
    let router = chat(&database().await).await;
    let first = say(&router, "villa in New Cairo under 12 million").await;
    assert_eq!(first.json["understood"]["filters"]["max_price"], json!(12_000_000));
    let any = go_on(&router, &first, "Any price").await;
    assert_eq!(
        any.json["understood"]["filters"],
        json!({"types": ["Villa"], "locations": ["New Cairo"]}),
        "{}",
        text(&any)
    );
}

#[tokio::test]
async fn c4_units_are_compared_valued_and_set_in_their_market() {
    let router = chat(&database().await).await;
    let first = say(&router, "3 bedroom apartment in New Cairo").await;
    let compared = go_on(&router, &first, "compare the first and the second").await;
    assert_eq!(ids(&compared), ids(&first)[..2], "{}", text(&compared));
    let valued = go_on(&router, &first, &format!("is {} a fair price?", ids(&first)[0])).await;
    assert!(text(&valued).contains("median"), "{}", text(&valued));
    let market = say(&router, "متوسط سعر المتر في التجمع الخامس كام؟").await;
    assert!(ids(&market).is_empty() && text(&market).contains("متر"), "{}", text(&market));
    assert_eq!(market.json["understood"]["filters"]["locations"], json!(["New Cairo"]));
}

#[tokio::test]
async fn c10_what_is_excluded_is_not_shown() {
    let router = chat(&database().await).await;
    for question in ["apartment but not in New Cairo", "شقة بس مش في التجمع"] {
        let answer = say(&router, question).await;
        assert_eq!(ids(&answer).len(), 5);
        let places = answer.json["properties"].as_array().unwrap().iter().map(|unit| &unit["location"]);
        assert!(places.clone().all(|place| place != "New Cairo"), "{:?}", places.collect::<Vec<&Value>>());
    }
}

#[tokio::test]
async fn c10_who_looks_for_a_home_to_rent_is_told_that_there_is_none() {
    let router = chat(&database().await).await;
    for (question, word) in [("apartment for rent in New Cairo", "for sale"), ("شقة للإيجار في التجمع", "للبيع")]
    {
        let answer = say(&router, question).await;
        assert!(ids(&answer).is_empty() && text(&answer).contains(word), "{}", text(&answer));
    }
}
