//! The program: see [`mailsweep::cli`].

fn main() -> std::process::ExitCode {
    mailsweep::cli::main()
}
