//! The lines a reader sees of well-formed HTML, and where in the HTML they stand.

use super::markup::{Tag, tags, unescape};
use std::ops::Range;

/// One visible line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub text: String,
    /// Where a cut before this line begins: the first tag that was opened for it.
    pub start: usize,
    /// The pieces of text it is made of.
    pub pieces: Vec<Range<usize>>,
}

impl Line {
    /// Where its first word stands; `start` may be well before that.
    pub(super) fn first_word(&self) -> usize {
        self.pieces.first().map_or(self.start, |piece| piece.start)
    }
}

/// What a quoting element looks like to the rules about lines.
pub(super) const QUOTE: &str = "> ";
/// What a ruler looks like to them.
const RULER: &str = "____________";

const BLOCKS: &[&str] = &[
    "p",
    "div",
    "blockquote",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "center",
    "body",
    "dl",
    "dt",
    "dd",
    "caption",
];

/// The lines of `html`. Each of `quotes` (ordered, apart from each other) is one line of its own.
pub(super) fn lines(html: &str, quotes: &[Range<usize>]) -> Vec<Line> {
    let mut reader = Reader {
        html,
        ..Reader::default()
    };
    let mut quotes = quotes.iter().peekable();
    let mut position = 0;
    for tag in tags(html) {
        while quotes.next_if(|quote| quote.end <= tag.at.start).is_some() {}
        let inside = quotes.peek().filter(|quote| quote.start <= tag.at.start);
        if let Some(quote) = inside {
            if quote.start == tag.at.start {
                reader.text(position..tag.at.start);
                reader.special(QUOTE, quote.start);
            }
            position = quote.end;
            continue;
        }
        if tag.at.start >= position {
            reader.text(position..tag.at.start);
            reader.tag(&tag);
            position = tag.at.end;
        }
    }
    reader.text(position.min(html.len())..html.len());
    reader.flush();
    reader.found
}

/// The words of well-formed HTML, line by line as a reader sees them.
pub(super) fn text(html: &str) -> String {
    let found = lines(html, &[]);
    let texts = found
        .iter()
        .map(|line| match line.text.strip_prefix('\u{203A}') {
            _ if line.text == RULER => String::new(),
            Some(rest) => format!(">{rest}"),
            None => line.text.trim_end().to_string(),
        });
    texts.collect::<Vec<_>>().join("\n")
}

#[derive(Default)]
struct Reader<'a> {
    html: &'a str,
    found: Vec<Line>,
    line: Line,
    /// Where the next line's cut begins, when a tag was opened for it.
    opened: Option<usize>,
    /// Depth of `<pre>`: line ends count there.
    pre: usize,
}

impl Reader<'_> {
    fn text(&mut self, at: Range<usize>) {
        if self.pre == 0 {
            return self.piece(at);
        }
        let mut start = at.start;
        for (offset, _) in self.html[at.clone()].match_indices('\n') {
            self.piece(start..at.start + offset);
            self.flush();
            start = at.start + offset + 1;
        }
        self.piece(start..at.end);
    }

    fn piece(&mut self, at: Range<usize>) {
        let text = &self.html[at.clone()];
        if text.is_empty() || (self.line.pieces.is_empty() && text.trim_ascii().is_empty()) {
            return;
        }
        if self.line.pieces.is_empty() {
            self.line.start = self.opened.take().unwrap_or(at.start);
        }
        // A signature's mark is "-- " with its blank.
        let words = unescape(text).replace(['\n', '\r', '\t', '\u{A0}'], " ");
        // A line that the writer began with ">" is no quote of ours.
        let words = match words.strip_prefix('>') {
            Some(rest) if self.line.text.is_empty() => format!("\u{203A}{rest}"),
            _ => words,
        };
        self.line.text.push_str(&words);
        self.line.pieces.push(at);
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        if tag.name == "pre" {
            self.pre = match tag.closing {
                true => self.pre.saturating_sub(1),
                false => self.pre + 1,
            };
        }
        match tag.name {
            "hr" => self.special(RULER, tag.at.start),
            "br" if self.line.pieces.is_empty() => self.found.push(Line {
                start: tag.at.start,
                ..Line::default()
            }),
            "br" => self.flush(),
            "td" | "th" if !self.line.text.is_empty() => self.line.text.push(' '),
            name if BLOCKS.contains(&name) => self.flush(),
            _ => {}
        }
        // A picture is the writer's: no cut goes back behind it.
        if tag.closing || tag.name == "img" {
            self.opened = None;
        } else if self.line.pieces.is_empty() && self.opened.is_none() && tag.name != "br" {
            self.opened = Some(tag.at.start);
        }
    }

    fn special(&mut self, text: &str, at: usize) {
        self.flush();
        self.found.push(Line {
            text: text.to_string(),
            start: self.opened.take().unwrap_or(at),
            pieces: Vec::new(),
        });
    }

    fn flush(&mut self) {
        if !self.line.pieces.is_empty() {
            self.found.push(std::mem::take(&mut self.line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines_as_a_reader_sees_them() {
        let html = "<div>One <b>two</b><br>three</div><div><br></div><p>&nbsp;</p><blockquote><p>old</p></blockquote>last<hr>";
        let start = html.find("<blockquote").unwrap_or_default();
        let end = html.find("last").unwrap_or_default();
        let quote = start..end;
        let found = lines(html, std::slice::from_ref(&quote));
        let texts: Vec<&str> = found.iter().map(|line| line.text.trim_end()).collect();
        assert_eq!(
            texts,
            ["One two", "three", "", "", ">", "last", "____________"]
        );
    }

    #[test]
    fn every_block_is_a_line() {
        let html =
            "<div>One</div><div><br></div><div>two</div><ul><li>a</li><li>b</li></ul>&gt; c<hr>d";
        assert_eq!(text(html), "One\n\ntwo\na\nb\n> c\n\nd");
    }

    #[test]
    fn no_cut_goes_back_behind_a_picture() {
        let html = "<div><img src=\"x\"><div><b>From:</b> x</div></div>";
        let found = lines(html, &[]);
        assert!(found[0].start > html.find("<img").unwrap_or_default());
    }

    #[test]
    fn a_cut_takes_the_tags_that_were_opened_for_the_line() {
        let html = "<p>mine</p><div><p><b>From:</b> x</p></div>";
        let found = lines(html, &[]);
        assert_eq!(found[1].start, html.find("<div>").unwrap_or_default());
    }
}
