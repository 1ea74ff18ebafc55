//! The program: see [`mailsweep::cli`].

// A tenth to a quarter of the time of a scan: its memory lies in large pages, where the system has them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    mailsweep::cli::main()
}
