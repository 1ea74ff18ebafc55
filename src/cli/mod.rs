//! What was typed, and what is meant.

/// Runs the program and says how it ended.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
