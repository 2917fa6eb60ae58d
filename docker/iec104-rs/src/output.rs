// SPDX-License-Identifier: Apache-2.0

//! JSON without a library for it: a handful of flat objects.

use std::{
    fmt::Write as _,
    io::{Write as _, stdout},
};

/// A string of JSON.
pub fn text(value: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in value.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign < ' ' => write!(quoted, "\\u{:04x}", u32::from(sign)).expect("writing to a string"),
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

/// An object of JSON; the values are JSON already.
pub fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

/// One line for the reader of the standard output, `event` first.
pub fn report(event: &str, more: &[(&str, String)]) {
    let fields: Vec<(&str, String)> = [("event", text(event))].into_iter().chain(more.iter().cloned()).collect();
    let mut out = stdout().lock();
    // Nobody is left to be told where this fails.
    let _ = writeln!(out, "{}", object(&fields)).and_then(|()| out.flush());
}
