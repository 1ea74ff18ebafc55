//! Values as they stand in the properties of MSG and TNEF files (\[MS-OXCDATA\] §2.11.1), and what they mean.

use jiff::Timestamp;

use super::codepage;
use super::item::Value;

/// PtypInteger16.
pub(super) const INTEGER16: u16 = 0x0002;
/// PtypInteger32.
pub(super) const INTEGER32: u16 = 0x0003;
/// PtypBoolean.
pub(super) const BOOLEAN: u16 = 0x000B;
/// PtypObject.
pub(super) const OBJECT: u16 = 0x000D;
/// PtypInteger64.
pub(super) const INTEGER64: u16 = 0x0014;
/// PtypString8.
pub(super) const STRING8: u16 = 0x001E;
/// PtypString.
pub(super) const STRING: u16 = 0x001F;
/// PtypTime.
pub(super) const TIME: u16 = 0x0040;
/// PtypGuid.
pub(super) const GUID: u16 = 0x0048;
/// PtypBinary.
pub(super) const BINARY: u16 = 0x0102;
/// Set where there are several values.
pub(super) const MULTIPLE: u16 = 0x1000;

/// How many bytes a value of this type has, where they are always the same number.
pub(super) fn size(kind: u16) -> Option<usize> {
    Some(match kind {
        0x0000 | 0x0001 => 0,
        INTEGER16 | BOOLEAN => 2,
        INTEGER32 | 0x0004 | 0x000A => 4,
        0x0005 | 0x0006 | 0x0007 | INTEGER64 | TIME => 8,
        GUID => 16,
        _ => return None,
    })
}

/// The value of this (single) type that these bytes are; `None` for types that say nothing here, and too few bytes.
pub(super) fn value(kind: u16, bytes: &[u8], codepage: u16) -> Option<Value> {
    Some(match kind {
        INTEGER16 => Value::Integer(i16::from_le_bytes(*bytes.first_chunk()?).into()),
        INTEGER32 | 0x000A => Value::Integer(i32::from_le_bytes(*bytes.first_chunk()?).into()),
        INTEGER64 => Value::Integer(i64::from_le_bytes(*bytes.first_chunk()?)),
        BOOLEAN => Value::Boolean(*bytes.first()? != 0),
        TIME => Value::Time(i64::from_le_bytes(*bytes.first_chunk()?)),
        // PtypFloatingTime: days since 1899-12-30
        0x0007 => {
            let days = f64::from_le_bytes(*bytes.first_chunk()?);
            // 109,205 days lie between 1601-01-01 and that day
            Value::Time(((days + 109_205.0) * 864_000_000_000.0) as i64)
        }
        STRING8 => Value::Text(codepage::decode(bytes, codepage)),
        STRING => Value::Text(codepage::utf16(bytes)),
        GUID | BINARY | OBJECT | 0x00FB => Value::Bytes(bytes.to_vec()),
        _ => return None,
    })
}

/// Several values of a type as one.
pub(super) fn values(kind: u16, all: Vec<Value>) -> Option<Value> {
    match kind & !MULTIPLE {
        STRING8 | STRING => Some(Value::Texts(
            all.into_iter()
                .filter_map(|v| if let Value::Text(text) = v { Some(text) } else { None })
                .collect(),
        )),
        BINARY => Some(Value::Blobs(
            all.into_iter()
                .filter_map(|v| if let Value::Bytes(bytes) = v { Some(bytes) } else { None })
                .collect(),
        )),
        _ => None,
    }
}

/// The point in time of a PtypTime; `None` for what is no date of a letter: 0, and what lies beyond the year 9999.
pub(super) fn timestamp(time: i64) -> Option<Timestamp> {
    if time <= 0 {
        return None;
    }
    // seconds between 1601-01-01 and 1970-01-01
    Timestamp::from_second(time / 10_000_000 - 11_644_473_600).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_all_types() {
        let is =
            |kind, bytes: &[u8], want: Option<Value>| assert!(value(kind, bytes, 1252) == want, "{kind:#x}");
        is(INTEGER16, &[0xFF, 0xFF, 0, 0], Some(Value::Integer(-1)));
        is(INTEGER32, &[1, 0, 0, 0], Some(Value::Integer(1)));
        is(INTEGER32, &[1, 0], None);
        is(BOOLEAN, &[1, 0], Some(Value::Boolean(true)));
        is(STRING8, b"Zo\xeb\0", Some(Value::Text("Zoë".into())));
        is(STRING, b"Z\0\xeb\0\0\0", Some(Value::Text("Zë".into())));
        is(BINARY, b"x", Some(Value::Bytes(b"x".to_vec())));
        is(0x0007, &2.0_f64.to_le_bytes(), Some(Value::Time(109_207 * 864_000_000_000)));
        is(0x7777, b"x", None);
    }

    #[test]
    fn times_are_of_our_calendar() {
        assert_eq!(timestamp(131_591_520_000_000_000).unwrap().to_string(), "2017-12-31T00:00:00Z");
        assert_eq!(timestamp(109_207 * 864_000_000_000).unwrap().to_string(), "1900-01-01T00:00:00Z");
        assert_eq!(timestamp(0), None);
        assert_eq!(timestamp(i64::MAX), None);
    }
}
