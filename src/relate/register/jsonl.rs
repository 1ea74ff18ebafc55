//! A JSON object a line; its keys are header names.
//!
//! In: lines. Out: for each line its cells. Values may be lists, and objects one in another: `address.postcode`. A line that is
//! no object is an error, which shows nothing of it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde_json::Value;

use super::RegisterError;
use super::columns::{Column, ColumnNames};
use super::file::{CELL_MAX, CELLS_MAX, Cell, Head};

/// Bytes of a key with those of the objects around it: what is longer is no header name.
const KEY_MAX: usize = 256;

/// Hands on the cells of each line; `first` is the number of the first.
pub(super) fn lines(
    text: &str,
    first: usize,
    path: &Path,
    names: &ColumnNames,
    on: &mut dyn FnMut(&[Cell<'_>]),
) -> Result<Head, RegisterError> {
    let mut known: HashMap<String, Option<Column>> = HashMap::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let Ok(Value::Object(object)) = serde_json::from_str::<Value>(line) else {
            return Err(RegisterError(format!("{}:{}: expected a JSON object", path.display(), first + n)));
        };
        let mut cells = Vec::new();
        // depth first without recursion; serde_json bounds the depth itself
        let mut stack: Vec<(String, Value)> = object.into_iter().collect();
        stack.reverse();
        while let Some((key, value)) = stack.pop() {
            if key.len() > KEY_MAX {
                continue;
            }
            let text = match value {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                Value::Array(items) => {
                    stack.extend(items.into_iter().rev().map(|item| (key.clone(), item)));
                    continue;
                }
                Value::Object(fields) => {
                    stack
                        .extend(fields.into_iter().rev().map(|(name, item)| (format!("{key}.{name}"), item)));
                    continue;
                }
                Value::Null | Value::Bool(_) => continue,
            };
            let column = match known.get(&key) {
                Some(column) => *column,
                None => {
                    let column = names.column(&key);
                    // keys may be data: a bound keeps them from piling up
                    if known.len() < CELLS_MAX {
                        known.insert(key, column);
                    }
                    column
                }
            };
            if let Some(column) = column
                && !text.trim().is_empty()
                && text.len() <= CELL_MAX
                && cells.len() < CELLS_MAX
            {
                cells.push(Cell { column, text: Cow::Owned(text.trim().to_owned()) });
            }
        }
        on(&cells);
    }
    let all: HashSet<&String> = known.keys().collect();
    let found = known.values().flatten().count();
    Ok(Head { known: found, unknown: all.len() - found })
}

#[cfg(test)]
mod tests {
    use super::super::columns::Role;
    use super::*;

    #[test]
    fn objects_lists_and_what_is_wrong() {
        let mut all = Vec::new();
        let mut on = |cells: &[Cell<'_>]| {
            all.push(cells.iter().map(|c| (c.column.role, c.text.clone().into_owned())).collect::<Vec<_>>());
        };
        let names = ColumnNames::default();
        let text = "{\"name\":\"Jan\",\"emails\":[],\"email\":[\"a@klant.example\",\"b@klant.example\"],\"address\":{\"postcode\":\"1234AB\"}}\n\n[1]\n";
        let error = lines(text, 5, Path::new("r.jsonl"), &names, &mut on).unwrap_err();
        assert_eq!(error.to_string(), "r.jsonl:7: expected a JSON object");
        let want = [
            (Role::Postcode, "1234AB"),
            (Role::Email, "a@klant.example"),
            (Role::Email, "b@klant.example"),
            (Role::Name, "Jan"),
        ];
        assert_eq!(all, [want.map(|(r, t)| (r, t.to_owned()))]);
    }
}
