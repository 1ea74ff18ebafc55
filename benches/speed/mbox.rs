//! Finding the messages of an mbox, as a file and as a stream.

use divan::Bencher;
use divan::counter::BytesCount;
use mailsweep::source::mbox::{Batch, MboxStream, spans};

use crate::mail::{correspondence, mbox};

const MESSAGES: usize = 6_000;

#[divan::bench(sample_count = 10)]
fn of_a_file(bencher: Bencher<'_, '_>) {
    let file = mbox(&correspondence(MESSAGES).messages);
    let (mut buf, mut found) = (Vec::new(), Vec::new());
    bencher.counter(BytesCount::of_slice(&file)).bench_local(|| {
        let (mut from, mut count) = (0, 0);
        while from < file.len() as u64 {
            from = spans(&file, from, from + (1 << 20), 8 << 20, &mut buf, &mut found).unwrap();
            count += found.len();
        }
        assert_eq!(count, MESSAGES);
    });
}

#[divan::bench(sample_count = 10)]
fn of_a_stream(bencher: Bencher<'_, '_>) {
    let file = mbox(&correspondence(MESSAGES).messages);
    let (mut buf, mut found) = (Vec::new(), Vec::new());
    bencher.counter(BytesCount::of_slice(&file)).bench_local(|| {
        let mut stream = MboxStream::new(file.as_slice(), Vec::new(), 8 << 20);
        let mut count = 0;
        while stream.batch(1 << 20, &mut buf, &mut found).unwrap() != Batch::End {
            count += found.len();
        }
        assert_eq!(count, MESSAGES);
    });
}
