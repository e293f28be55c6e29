//! From content to mail: blocks of text and tables become a plain text and an HTML page. Operators get both languages, English
//! and then Arabic; a customer gets their own, under Osool's name.
//!
//! Mail programs differ: many drop drawings and style sheets, and all may change colours in the dark. So every
//! style is inline, nothing is loaded from outside, text keeps the program's own colours, and a drawing never says
//! anything that a table beside it does not say. Only the name and buttons have colours, and always both: of the letters
//! and of what is behind them.

use crate::language::Language::{self, Arabic, English};

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// One line. It may hold Arabic, which SNS does not take as a subject.
    pub subject: String,
    /// The content as plain text.
    pub text: String,
    /// The same as an HTML page.
    pub html: String,
}

/// A piece of a mail's content. Strings are plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading.
    Heading(String),
    /// Some sentences.
    Paragraph(String),
    /// Things in no table.
    List(Vec<String>),
    /// Columns under their names; the first column names the row, the others hold figures.
    Table { columns: Vec<String>, rows: Vec<Vec<String>> },
    /// A drawing, as SVG, of what the table after it says; not in the plain text.
    Drawing(String),
    /// What opens a page, by what it says, and the page's address.
    Button { text: String, link: String },
}

const CELL: &str = "padding:4px 6px;border-bottom:1px solid #808080;vertical-align:top";

/// Osool's colours: letters that are read on their ground, and a ground that is seen on white and on black.
const COLOURS: &str = "background-color:#2f7057;color:#fffaf0";

/// Osool's name in both scripts.
const NAMES: [&str; 2] = ["<span lang=\"en\" dir=\"ltr\">Osool</span>", "<span lang=\"ar\" dir=\"rtl\">أصول</span>"];

impl Mail {
    /// The mail with this subject whose content is `blocks`, in English and then in Arabic.
    pub(super) fn new(subject: String, blocks: impl Fn(Language) -> Vec<Block>) -> Self {
        let content = [English, Arabic].map(|language| (language, blocks(language)));
        let [english, arabic] = content.each_ref().map(|(language, blocks)| text(blocks, *language));
        let html = html(&subject, &content);
        Self { subject, text: format!("{english}\n{}\n\n{arabic}", "-".repeat(40)), html }
    }

    /// The mail with this subject and content to a customer, who reads below it why they get it.
    pub(super) fn customer(subject: String, language: Language, blocks: &[Block], reason: &str) -> Self {
        let [latin, arabic] = NAMES;
        let (first, second) = language.pick((latin, arabic), (arabic, latin));
        let head = format!(
            "<table role=\"presentation\" style=\"width:100%;border-spacing:0\"><tr>\
             <td style=\"padding:14px 20px;border-radius:8px;{COLOURS};font-size:20px;font-weight:bold\">\
             {first} · {second}</td></tr></table>\n"
        );
        let foot = format!(
            "<p style=\"margin:32px 0 0;padding:12px 0 0;border-top:1px solid #808080;font-size:13px\">{}</p>\n",
            escape(reason)
        );
        let html =
            page(&subject, language, &section(&format!("{head}{}{foot}", blocks_html(blocks, language)), language));
        let reason = text(&[Block::Paragraph(reason.to_owned())], language);
        Self { subject, text: format!("{}{}\n\n{reason}", text(blocks, language), "-".repeat(40)), html }
    }
}

fn text(blocks: &[Block], language: Language) -> String {
    // A line's first letter decides its direction, and a model's name is Latin: this mark makes the line Arabic.
    let mark = language.pick("", "\u{200F}");
    let line = |text: String| if text.is_empty() { "\n".to_owned() } else { format!("{mark}{text}\n") };
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(heading) => lines.push(line(heading.to_uppercase())),
            Block::Paragraph(sentences) => lines.push(line(sentences.clone())),
            Block::List(items) => lines.extend(items.iter().map(|item| line(format!("- {item}")))),
            Block::Table { columns, rows } => {
                lines.extend([columns].into_iter().chain(rows).map(|cells| line(cells.join(" | "))));
            }
            Block::Drawing(_) => continue,
            // Whoever copies the link would copy the mark.
            Block::Button { text, link } => lines.extend([line(text.clone()), format!("{link}\n")]),
        }
        lines.push("\n".to_owned());
    }
    lines.concat()
}

/// The page in both languages.
fn html(subject: &str, content: &[(Language, Vec<Block>)]) -> String {
    let sections: Vec<String> =
        content.iter().map(|(language, blocks)| section(&blocks_html(blocks, *language), *language)).collect();
    page(subject, English, &sections.join("<hr style=\"margin:32px 0;border:0;border-top:1px solid #808080\"/>\n"))
}

/// The page. It is well-formed XML but for its first line.
fn page(subject: &str, language: Language, content: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\" style=\"color-scheme:light dark\"><head><meta charset=\"utf-8\"/>\
         <meta name=\"viewport\" content=\"width=device-width\"/><meta name=\"color-scheme\" content=\"light dark\"/>\
         <meta name=\"supported-color-schemes\" content=\"light dark\"/><title>{}</title></head>\n\
         <body style=\"margin:0;padding:16px;font-family:sans-serif;font-size:15px;line-height:1.5\">\
         <div style=\"max-width:560px;margin:0 auto\">\n{content}</div></body></html>\n",
        language.code(),
        escape(subject),
    )
}

fn section(content: &str, language: Language) -> String {
    let (direction, start) = language.pick(("ltr", "left"), ("rtl", "right"));
    let code = language.code();
    format!("<div lang=\"{code}\" dir=\"{direction}\" style=\"text-align:{start}\">\n{content}</div>\n")
}

fn blocks_html(blocks: &[Block], language: Language) -> String {
    blocks.iter().map(|block| block_html(block, language)).collect()
}

fn block_html(block: &Block, language: Language) -> String {
    match block {
        Block::Heading(heading) => format!("<h2 style=\"font-size:18px;margin:24px 0 8px\">{}</h2>\n", escape(heading)),
        Block::Paragraph(sentences) => format!("<p style=\"margin:8px 0\">{}</p>\n", escape(sentences)),
        Block::List(items) => {
            let items = items.iter().map(|item| format!("<li style=\"margin:8px 0\">{}</li>\n", escape(item)));
            format!("<ul style=\"margin:8px 0\">\n{}</ul>\n", items.collect::<Vec<_>>().concat())
        }
        Block::Table { columns, rows } => {
            let head = cells(columns, true, language);
            let rows = rows.iter().map(|row| cells(row, false, language)).collect::<Vec<_>>().concat();
            format!(
                "<table style=\"border-collapse:collapse;width:100%;margin:8px 0;font-size:13px\">\n\
                 <thead>\n{head}</thead>\n<tbody>\n{rows}</tbody></table>\n"
            )
        }
        Block::Drawing(svg) => format!("{svg}\n"),
        Block::Button { text, link } => button(text, link, language),
    }
}

/// A link that looks like a button, and below it the same as it is written, for whoever cannot press the button.
fn button(text: &str, link: &str, language: Language) -> String {
    let (text, address) = (escape(text), escape(link));
    if !["https://", "http://"].iter().any(|scheme| link.starts_with(scheme)) {
        // Something else could run as a script: it stays text.
        return format!("<p style=\"margin:8px 0\">{text}<br/>{address}</p>\n");
    }
    let (otherwise, start) = language.pick(
        ("If the button does not work, open this link:", "left"),
        ("لو الزرار مش شغال، افتح الرابط ده:", "right"),
    );
    format!(
        "<table role=\"presentation\" style=\"margin:20px 0 12px;border-spacing:0\"><tr>\
         <td style=\"border-radius:8px;{COLOURS}\">\
         <a href=\"{address}\" style=\"display:inline-block;padding:12px 24px;border-radius:8px;{COLOURS};\
         font-size:16px;font-weight:bold;text-decoration:none\">{text}</a></td></tr></table>\n\
         <p style=\"margin:8px 0 0;font-size:12px\">{otherwise}</p>\n\
         <p dir=\"ltr\" style=\"margin:0 0 16px;font-size:12px;text-align:{start};word-break:break-all\">\
         <a href=\"{address}\" style=\"color:inherit\">{address}</a></p>\n"
    )
}

/// A row of a table, of columns' names or of values: names at the start of their column, figures at its end.
fn cells(cells: &[String], columns: bool, language: Language) -> String {
    let (start, end) = language.pick(("left", "right"), ("right", "left"));
    let cells = cells.iter().enumerate().map(|(index, cell)| {
        let side = if index == 0 { start } else { end };
        let (name, scope, style) = match (columns, index) {
            (true, _) => ("th", " scope=\"col\"", ""),
            // A date or a model's name would be broken at its hyphens.
            (false, 0) => ("th", " scope=\"row\"", ";white-space:nowrap"),
            (false, _) => ("td", "", ""),
        };
        let cell = escape(cell);
        format!("<{name}{scope} style=\"{CELL};text-align:{side};font-weight:normal{style}\">{cell}</{name}>")
    });
    format!("<tr>{}</tr>\n", cells.collect::<Vec<_>>().concat())
}

/// The text as HTML and XML show it, in an element or in an attribute. Control characters become spaces.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
pub(super) mod tests {
    use super::*;

    /// Panics unless every element that opens closes in its order, and every value is quoted.
    pub(crate) fn assert_well_formed(markup: &str) {
        let markup = markup.strip_prefix("<!doctype html>").unwrap_or(markup);
        let mut open: Vec<&str> = Vec::new();
        let mut rest = markup;
        while let Some(start) = rest.find('<') {
            assert_text(&rest[..start]);
            let end = start + rest[start..].find('>').unwrap_or_else(|| panic!("no end: {}", &rest[start..]));
            let tag = &rest[start + 1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "before {rest}");
                continue;
            }
            let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
            let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
            while !attributes.trim().is_empty() {
                let (attribute, value) = attributes.trim_start().split_once("=\"").unwrap();
                assert!(attribute.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-".contains(&byte)), "{tag}");
                let (value, after) = value.split_once('"').unwrap();
                assert_text(value);
                attributes = after;
            }
            if !empty {
                open.push(name);
            }
        }
        assert_text(rest);
        assert!(open.is_empty(), "still open: {open:?}");
    }

    /// Panics where a text holds a sign that ought to be escaped.
    fn assert_text(text: &str) {
        assert!(!text.contains(['<', '>']), "{text}");
        for entity in text.split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
            assert!(known.iter().any(|known| entity.starts_with(known)), "{text}");
        }
        assert!(!text.contains(|letter: char| letter.is_control() && letter != '\n'), "{text:?}");
    }

    fn mail(words: &str) -> Mail {
        let words = words.to_owned();
        Mail::new(words.clone(), |language| {
            vec![
                Block::Heading(language.pick("Costs", "التكاليف").to_owned()),
                Block::Paragraph(words.clone()),
                Block::List(vec![words.clone()]),
                Block::Table {
                    columns: vec![words.clone(), "b".to_owned()],
                    rows: vec![vec![words.clone(), "1".to_owned()]],
                },
                Block::Drawing("<svg/>".to_owned()),
            ]
        })
    }

    #[test]
    fn l5_a_mail_holds_its_content_in_both_languages_and_both_forms() {
        let mail = mail("one");
        assert_eq!(
            mail.text,
            "COSTS\n\none\n\n- one\n\none | b\none | 1\n\n\n----------------------------------------\n\n\
             \u{200F}التكاليف\n\n\u{200F}one\n\n\u{200F}- one\n\n\u{200F}one | b\n\u{200F}one | 1\n\n"
        );
        assert_well_formed(&mail.html);
        let (english, arabic) = mail.html.split_once("<hr").unwrap();
        assert!(english.contains("<div lang=\"en\" dir=\"ltr\"") && english.contains(">Costs</h2>"), "{english}");
        assert!(arabic.contains("<div lang=\"ar\" dir=\"rtl\"") && arabic.contains(">التكاليف</h2>"), "{arabic}");
        for section in [english, arabic] {
            assert!(section.contains("<p style=\"margin:8px 0\">one</p>"));
            assert!(section.contains(">one</li>") && section.contains(">one</th>") && section.contains(">1</td>"));
            assert!(section.contains("<svg/>"));
        }
    }

    #[test]
    fn l5_whatever_is_said_stays_text() {
        for hostile in ["<script>alert(1)</script>", "\"><img src=x onerror=y>", "a&amp;b", "' onload='x", "\u{1}\u{0}"]
        {
            let mail = mail(hostile);
            assert_well_formed(&mail.html);
            for markup in ["<script", "<img", "' on"] {
                assert!(!mail.html.contains(markup), "{}", mail.html);
            }
        }
        assert!(mail("a&amp;b").html.contains("<p style=\"margin:8px 0\">a&amp;amp;b</p>"));
    }

    fn to_customer(words: &str, link: &str, language: Language) -> Mail {
        let button = Block::Button { text: words.to_owned(), link: link.to_owned() };
        Mail::customer(words.to_owned(), language, &[Block::Heading(words.to_owned()), button], words)
    }

    #[test]
    fn a6_a_customer_s_mail_has_one_language_osool_s_name_and_why_it_came() {
        let (link, rule) = ("https://osool.example/?a=1&b=2", "-".repeat(40));
        for (language, words, text, opening) in [
            (English, "one", format!("ONE\n\none\n{link}\n\n{rule}\n\none\n\n"), "<div lang=\"en\" dir=\"ltr\""),
            (
                Arabic,
                "واحد",
                format!("\u{200F}واحد\n\n\u{200F}واحد\n{link}\n\n{rule}\n\n\u{200F}واحد\n\n"),
                "<div lang=\"ar\" dir=\"rtl\"",
            ),
        ] {
            let mail = to_customer(words, link, language);
            assert_eq!((mail.subject.as_str(), mail.text.as_str()), (words, text.as_str()));
            assert_well_formed(&mail.html);
            assert!(mail.html.contains(&format!("<html lang=\"{}\"", language.code())), "{}", mail.html);
            assert_eq!(mail.html.matches("<div lang=").count(), 1, "{}", mail.html);
            assert!(mail.html.contains(opening) && NAMES.iter().all(|name| mail.html.contains(name)), "{}", mail.html);
            assert_eq!(mail.html.matches("href=\"https://osool.example/?a=1&amp;b=2\"").count(), 2);
            assert!(mail.html.contains(">https://osool.example/?a=1&amp;b=2</a>"), "{}", mail.html);
            assert!(mail.html.trim_end().ends_with(&format!(">{words}</p>\n</div>\n</div></body></html>")));
        }
    }

    #[test]
    fn a6_a_link_of_another_kind_is_no_link_and_none_leaves_its_attribute() {
        for hostile in
            ["javascript:alert(1)", "data:text/html,<script>", " https://osool.example", "//osool.example", ""]
        {
            let mail = to_customer("one", hostile, English);
            assert_well_formed(&mail.html);
            assert!(!mail.html.contains("href") && !mail.html.contains("<script"), "{}", mail.html);
        }
        let mail = to_customer("<b>", "https://osool.example/\"><img src='x'>", English);
        assert_well_formed(&mail.html);
        assert!(!mail.html.contains("<img") && !mail.html.contains("<b>"), "{}", mail.html);
    }

    #[test]
    fn a6_a_customer_s_mail_loads_nothing_and_colours_letters_with_what_is_behind_them() {
        let html = to_customer("one", "https://osool.example", Arabic).html;
        for loads in ["<style", "<link", "<script", "<img", "src=", "url(", "@import"] {
            assert!(!html.contains(loads), "{loads}");
        }
        let colours = html.matches(";color:").count() + html.matches("\"color:#").count();
        assert_eq!((colours, html.matches("background").count()), (3, 3));
        assert_eq!(html.matches(COLOURS).count(), 3);
    }

    #[test]
    fn l5_a_mail_loads_nothing_and_has_no_style_sheet() {
        let html = mail("one").html;
        for loads in ["<style", "<link", "<script", "src=", "href=", "url(", "@import"] {
            assert!(!html.contains(loads), "{loads}");
        }
        // Text keeps the mail program's colours, or it would be dark on dark.
        assert!(!html.contains(";color:") && !html.contains("background"));
    }
}
