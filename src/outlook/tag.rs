//! The numbers of properties (\[MS-OXPROPS\]) that this program reads, and the property sets of those that have none.

/// Defines numbers by their canonical name without `PidTag`.
macro_rules! tags {
    ($($name:ident = $id:literal),+ $(,)?) => { $(pub(super) const $name: u16 = $id;)+ };
}

// messages
tags! {
    MESSAGE_CLASS = 0x001A,
    IMPORTANCE = 0x0017,
    SUBJECT = 0x0037,
    CLIENT_SUBMIT_TIME = 0x0039,
    SUBJECT_PREFIX = 0x003D,
    SENT_REPRESENTING_ENTRY_ID = 0x0041,
    SENT_REPRESENTING_SEARCH_KEY = 0x003B,
    SENT_REPRESENTING_NAME = 0x0042,
    REPLY_RECIPIENT_ENTRIES = 0x004F,
    REPLY_RECIPIENT_NAMES = 0x0050,
    SENT_REPRESENTING_EMAIL_ADDRESS = 0x0065,
    CONVERSATION_TOPIC = 0x0070,
    TRANSPORT_MESSAGE_HEADERS = 0x007D,
    SENDER_ENTRY_ID = 0x0C19,
    SENDER_NAME = 0x0C1A,
    SENDER_SEARCH_KEY = 0x0C1D,
    SENDER_EMAIL_ADDRESS = 0x0C1F,
    DISPLAY_BCC = 0x0E02,
    DISPLAY_CC = 0x0E03,
    DISPLAY_TO = 0x0E04,
    MESSAGE_DELIVERY_TIME = 0x0E06,
    NORMALIZED_SUBJECT = 0x0E1D,
    BODY = 0x1000,
    REPORT_TEXT = 0x1001,
    RTF_COMPRESSED = 0x1009,
    HTML = 0x1013,
    INTERNET_MESSAGE_ID = 0x1035,
    INTERNET_REFERENCES = 0x1039,
    IN_REPLY_TO_ID = 0x1042,
    CREATION_TIME = 0x3007,
    LAST_MODIFICATION_TIME = 0x3008,
    INTERNET_CODEPAGE = 0x3FDE,
    MESSAGE_CODEPAGE = 0x3FFD,
    SENDER_SMTP_ADDRESS = 0x5D01,
    SENT_REPRESENTING_SMTP_ADDRESS = 0x5D02,
}

// recipients and whatever has an address
tags! {
    RECIPIENT_TYPE = 0x0C15,
    ENTRY_ID = 0x0FFF,
    DISPLAY_NAME = 0x3001,
    EMAIL_ADDRESS = 0x3003,
    SEARCH_KEY = 0x300B,
    SMTP_ADDRESS = 0x39FE,
    TRANSMITTABLE_DISPLAY_NAME = 0x3A20,
    RECIPIENT_DISPLAY_NAME = 0x5FF6,
    RECIPIENT_ENTRY_ID = 0x5FF7,
    PROXY_ADDRESSES = 0x800F,
}

// attachments
tags! {
    ATTACH_DATA = 0x3701,
    ATTACH_FILENAME = 0x3704,
    ATTACH_METHOD = 0x3705,
    ATTACH_LONG_FILENAME = 0x3707,
    ATTACH_TRANSPORT_NAME = 0x370C,
    ATTACH_MIME_TAG = 0x370E,
    ATTACH_CONTENT_ID = 0x3712,
}

// contacts
tags! {
    CALLBACK_TELEPHONE = 0x3A02,
    GENERATION = 0x3A05,
    GIVEN_NAME = 0x3A06,
    GOVERNMENT_ID = 0x3A07,
    BUSINESS_TELEPHONE = 0x3A08,
    HOME_TELEPHONE = 0x3A09,
    LOCATION = 0x3A0D,
    SURNAME = 0x3A11,
    POSTAL_ADDRESS = 0x3A15,
    COMPANY_NAME = 0x3A16,
    TITLE = 0x3A17,
    DEPARTMENT_NAME = 0x3A18,
    OFFICE_LOCATION = 0x3A19,
    PRIMARY_TELEPHONE = 0x3A1A,
    BUSINESS2_TELEPHONES = 0x3A1B,
    MOBILE_TELEPHONE = 0x3A1C,
    RADIO_TELEPHONE = 0x3A1D,
    CAR_TELEPHONE = 0x3A1E,
    OTHER_TELEPHONE = 0x3A1F,
    PAGER_TELEPHONE = 0x3A21,
    PRIMARY_FAX = 0x3A23,
    BUSINESS_FAX = 0x3A24,
    HOME_FAX = 0x3A25,
    COUNTRY = 0x3A26,
    LOCALITY = 0x3A27,
    STATE = 0x3A28,
    STREET_ADDRESS = 0x3A29,
    POSTAL_CODE = 0x3A2A,
    POST_OFFICE_BOX = 0x3A2B,
    TELEX = 0x3A2C,
    ISDN = 0x3A2D,
    ASSISTANT_TELEPHONE = 0x3A2E,
    HOME2_TELEPHONES = 0x3A2F,
    ASSISTANT = 0x3A30,
    WEDDING_ANNIVERSARY = 0x3A41,
    BIRTHDAY = 0x3A42,
    MIDDLE_NAME = 0x3A44,
    DISPLAY_NAME_PREFIX = 0x3A45,
    PROFESSION = 0x3A46,
    REFERRED_BY_NAME = 0x3A47,
    SPOUSE_NAME = 0x3A48,
    CUSTOMER_ID = 0x3A4A,
    TTY_TELEPHONE = 0x3A4B,
    MANAGER_NAME = 0x3A4E,
    NICKNAME = 0x3A4F,
    PERSONAL_HOME_PAGE = 0x3A50,
    BUSINESS_HOME_PAGE = 0x3A51,
    COMPANY_MAIN_TELEPHONE = 0x3A57,
    CHILDRENS_NAMES = 0x3A58,
    HOME_CITY = 0x3A59,
    HOME_COUNTRY = 0x3A5A,
    HOME_POSTAL_CODE = 0x3A5B,
    HOME_STATE = 0x3A5C,
    HOME_STREET = 0x3A5D,
    HOME_POST_OFFICE_BOX = 0x3A5E,
    OTHER_CITY = 0x3A5F,
    OTHER_COUNTRY = 0x3A60,
    OTHER_POSTAL_CODE = 0x3A61,
    OTHER_STATE = 0x3A62,
    OTHER_STREET = 0x3A63,
    OTHER_POST_OFFICE_BOX = 0x3A64,
}

/// The bytes of a property set `{nnnnnnnn-0000-0000-C000-000000000046}` as they stand in files.
const fn outlook_set(number: u32) -> [u8; 16] {
    let [a, b, c, d] = number.to_le_bytes();
    [a, b, c, d, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
}

/// PSETID_Appointment.
pub(super) const APPOINTMENT: [u8; 16] = outlook_set(0x0006_2002);
/// PSETID_Address.
pub(super) const ADDRESS: [u8; 16] = outlook_set(0x0006_2004);
/// PSETID_Common.
pub(super) const COMMON: [u8; 16] = outlook_set(0x0006_2008);
/// PS_MAPI, whose numbers are those of properties without a name.
pub(super) const MAPI: [u8; 16] = outlook_set(0x0002_0328);
/// PS_PUBLIC_STRINGS.
pub(super) const PUBLIC_STRINGS: [u8; 16] = outlook_set(0x0002_0329);

/// PidLidWorkAddressStreet and what follows it, in PSETID_Address.
pub(super) mod lid {
    pub(in super::super) const HOME_ADDRESS: u32 = 0x801A;
    pub(in super::super) const WORK_ADDRESS: u32 = 0x801B;
    pub(in super::super) const OTHER_ADDRESS: u32 = 0x801C;
    pub(in super::super) const HTML: u32 = 0x802B;
    pub(in super::super) const WORK_STREET: u32 = 0x8045;
    pub(in super::super) const WORK_CITY: u32 = 0x8046;
    pub(in super::super) const WORK_STATE: u32 = 0x8047;
    pub(in super::super) const WORK_POSTAL_CODE: u32 = 0x8048;
    pub(in super::super) const WORK_COUNTRY: u32 = 0x8049;
    pub(in super::super) const WORK_POST_OFFICE_BOX: u32 = 0x804A;
    pub(in super::super) const CONTACT_USER_FIELD_1: u32 = 0x804F;
    pub(in super::super) const DISTRIBUTION_LIST_ONE_OFF_MEMBERS: u32 = 0x8054;
    pub(in super::super) const DISTRIBUTION_LIST_MEMBERS: u32 = 0x8055;
    pub(in super::super) const INSTANT_MESSAGING_ADDRESS: u32 = 0x8062;
    pub(in super::super) const EMAIL_1_DISPLAY_NAME: u32 = 0x8080;

    // PSETID_Appointment
    pub(in super::super) const LOCATION: u32 = 0x8208;
    pub(in super::super) const START_WHOLE: u32 = 0x820D;
    pub(in super::super) const END_WHOLE: u32 = 0x820E;
    pub(in super::super) const ALL_ATTENDEES: u32 = 0x8238;
    pub(in super::super) const TO_ATTENDEES: u32 = 0x823B;
    pub(in super::super) const CC_ATTENDEES: u32 = 0x823C;

    // PSETID_Common
    pub(in super::super) const COMPANIES: u32 = 0x8539;
    pub(in super::super) const CONTACTS: u32 = 0x853A;
}
