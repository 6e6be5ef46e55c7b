//! Computes the contrast of every pair of tokens that carries words or bounds a
//! control, in both themes and all accents (WCAG 2.2: 4.5 for text, 3 for edges).

#![allow(clippy::panic)] // a test may

use std::collections::HashMap;

type Palette = HashMap<String, (String, String)>;

/// The colours of `tokens.css`: the common ones, then one set an accent.
fn palettes() -> Vec<(String, Palette)> {
    let css = include_str!("../../../style/tokens.css");
    let mut common = Palette::new();
    let mut accents: Vec<(String, Palette)> = Vec::new();
    let mut accent = None;
    for line in css.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix(":root[data-accent=\"") {
            accent = rest.split('"').next().map(str::to_owned);
            accents.extend(accent.clone().map(|name| (name, Palette::new())));
        } else if let Some((name, value)) = line
            .strip_prefix("--")
            .and_then(|line| line.split_once(": "))
        {
            let value = value.trim_end_matches(';');
            let pair = match value
                .strip_prefix("light-dark(")
                .and_then(|v| v.strip_suffix(')'))
                .and_then(|v| v.split_once(", "))
            {
                Some((light, dark)) => (light.to_owned(), dark.to_owned()),
                None => (value.to_owned(), value.to_owned()),
            };
            if pair.0.starts_with('#') && pair.1.starts_with('#') {
                match (&accent, accents.last_mut()) {
                    (Some(_), Some((_, palette))) => palette.insert(name.to_owned(), pair),
                    _ => common.insert(name.to_owned(), pair),
                };
            }
        }
    }
    accents
        .into_iter()
        .map(|(name, palette)| (name, common.clone().into_iter().chain(palette).collect()))
        .collect()
}

fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let value = hex
            .get(at..at + 2)
            .and_then(|part| u8::from_str_radix(part, 16).ok());
        let value = f64::from(value.unwrap_or_else(|| panic!("{hex} is not #rrggbb"))) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

const GROUNDS: &[&str] = &["bg", "surface", "raised", "sunken", "hover", "selected"];

fn pairs() -> Vec<(String, String, f64)> {
    let mut pairs = Vec::new();
    let mut pair = |front: &str, back: &str, least: f64| {
        pairs.push((front.to_owned(), back.to_owned(), least))
    };
    for ground in GROUNDS {
        for words in [
            "text",
            "text-2",
            "muted",
            "accent-text",
            "danger",
            "warning",
            "success",
            "info",
        ] {
            pair(words, ground, 4.5);
        }
    }
    for ground in ["bg", "surface", "raised", "sunken"] {
        pair("edge", ground, 3.0);
        pair("accent-text", ground, 3.0);
    }
    for tone in ["info", "success", "warning", "danger", "neutral"] {
        pair(tone, &format!("{tone}-soft"), 4.5);
        pair("text", &format!("{tone}-soft"), 4.5);
        pair("text-2", &format!("{tone}-soft"), 4.5);
    }
    pair("muted", "neutral-soft", 4.5);
    pair("accent-text", "accent-soft", 4.5);
    pair("accent-text", "warning-soft", 4.5);
    for fill in ["accent", "accent-hover", "danger-fill", "danger-fill-hover"] {
        pair("on-accent", fill, 4.5);
    }
    pair("accent", "surface", 3.0);
    pair("accent", "bg", 3.0);
    for tint in 1..=6 {
        pair(&format!("on-tint-{tint}"), &format!("tint-{tint}"), 4.5);
    }
    pairs
}

#[test]
fn words_and_edges_can_be_seen_in_both_themes_and_all_accents() {
    let palettes = palettes();
    assert_eq!(palettes.len(), 6);
    let mut lowest: HashMap<(&str, u8), (f64, String)> = HashMap::new();
    let mut failures = Vec::new();
    for (accent, palette) in &palettes {
        for (front, back, least) in pairs() {
            let colour = |name: &str| {
                palette
                    .get(name)
                    .unwrap_or_else(|| panic!("no token --{name}"))
            };
            let (a, b) = (colour(&front), colour(&back));
            for (theme, figure) in [
                ("light", contrast(&a.0, &b.0)),
                ("dark", contrast(&a.1, &b.1)),
            ] {
                let what = format!("{accent} {theme}: {front} on {back} {figure:.2}");
                let low = lowest
                    .entry((theme, least as u8))
                    .or_insert((99.0, String::new()));
                if figure < low.0 {
                    *low = (figure, what.clone());
                }
                if figure < least {
                    failures.push(format!("{what} < {least}"));
                }
            }
        }
    }
    for ((theme, kind), (_, what)) in &lowest {
        println!(
            "lowest {} in {theme}: {what}",
            if *kind == 3 { "edge" } else { "text" }
        );
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
