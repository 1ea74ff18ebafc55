/// Bounds that keep hostile input from costing more than itself. Reaching one is a [`Problem`](super::Problem) with
/// the code `limit` that names it, never silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one header block; what follows is read as body. Default 1 MiB.
    pub header: u64,
    /// Levels of multiparts and embedded messages in one message; what lies deeper is searched as one text. Default 50.
    pub depth: u32,
    /// Parts in one message; what follows is searched as one text. Default 10,000.
    pub parts: u32,
    /// Findings held in memory for one message, before they go out without waiting for HTML twins. Default 50,000.
    pub findings: u32,
    /// Levels of containers in one another (a gzip in a gzip). Default 8.
    pub containers: u32,
    /// Bytes that all containers of one file may expand to. Default 1 TiB.
    pub expanded: u64,
    /// How many times larger than itself a container may expand, beyond 256 MiB; what came along with a message a tenth
    /// of that, beyond 4 MiB. Default 1,000.
    pub ratio: u64,
    /// Entries in one container. Default 10,000,000.
    pub entries: u64,
    /// Bytes of an attached file that are held to be opened; a larger one is not read. Default 64 MiB.
    pub attachment: u64,
    /// Seconds that the text of one document may take. Default 20.
    pub document: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            header: 1 << 20,
            depth: 50,
            parts: 10_000,
            findings: 50_000,
            containers: 8,
            expanded: 1 << 40,
            ratio: 1_000,
            entries: 10_000_000,
            attachment: 64 << 20,
            document: 20,
        }
    }
}
