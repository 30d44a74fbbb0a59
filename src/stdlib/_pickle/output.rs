//! What a pickler has written and not yet given to its file, and the frames in it.

use super::opcodes::{FRAME, FRAME_HEADER, FRAME_LEAST, FRAME_TARGET};

/// The bytes. Frames begin with the first byte that is written after one was closed.
pub struct Output {
    pub bytes: Vec<u8>,
    /// Whether what is written goes into frames.
    pub framing: bool,
    /// Where the open frame begins.
    frame: Option<usize>,
}

impl Output {
    /// Nothing yet.
    pub fn new() -> Output {
        const USUAL: usize = 256;
        Output {
            bytes: Vec::with_capacity(USUAL),
            framing: false,
            frame: None,
        }
    }

    /// Writes some bytes.
    #[inline(always)]
    pub fn put(&mut self, bytes: &[u8]) {
        if self.framing && self.frame.is_none() {
            self.open();
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes a byte.
    #[inline(always)]
    pub fn put_byte(&mut self, byte: u8) {
        if self.framing && self.frame.is_none() {
            self.open();
        }
        self.bytes.push(byte);
    }

    /// Writes a few bytes, whose number is known when this is compiled.
    #[inline(always)]
    pub fn put_all<const N: usize>(&mut self, bytes: [u8; N]) {
        if self.framing && self.frame.is_none() {
            self.open();
        }
        self.bytes.extend(bytes);
    }

    #[cold]
    fn open(&mut self) {
        self.frame = Some(self.bytes.len());
        self.bytes.extend_from_slice(&[0; FRAME_HEADER]);
    }

    /// Whether the open frame is long enough to be closed.
    #[inline(always)]
    pub fn is_frame_full(&self) -> bool {
        self.frame
            .is_some_and(|start| self.bytes.len() - start - FRAME_HEADER >= FRAME_TARGET)
    }

    /// Closes the open frame: writes its length, or takes the header away if the frame is too short for one.
    pub fn close_frame(&mut self) {
        let Some(start) = self.frame.take() else {
            return;
        };
        let len = self.bytes.len() - start - FRAME_HEADER;
        if len >= FRAME_LEAST {
            self.bytes[start] = FRAME;
            self.bytes[start + 1..start + FRAME_HEADER]
                .copy_from_slice(&(len as u64).to_le_bytes());
        } else {
            self.bytes.drain(start..start + FRAME_HEADER);
        }
    }
}
