//! ONNX files written by hand: the few fields of the protocol buffer that a small graph needs.

/// The types of elements of ONNX.
const FLOAT: u64 = 1;
const INT64: u64 = 7;

/// A message of a protocol buffer.
#[derive(Clone, Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(mut self, mut value: u64) -> Self {
        while value > 0x7F {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
        self
    }

    fn number(self, field: u64, value: u64) -> Self {
        self.varint(field << 3).varint(value)
    }

    fn bytes(self, field: u64, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        let mut message = self.varint(field << 3 | 2).varint(bytes.len() as u64);
        message.0.extend_from_slice(bytes);
        message
    }

    fn message(self, field: u64, message: Self) -> Self {
        self.bytes(field, message.0)
    }
}

/// A constant of a graph.
pub(crate) struct Tensor {
    shape: Vec<usize>,
    element: u64,
    raw: Vec<u8>,
}

impl Tensor {
    pub(crate) fn floats(shape: &[usize], values: &[f32]) -> Self {
        let raw = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { shape: shape.to_vec(), element: FLOAT, raw }
    }

    pub(crate) fn integers(shape: &[usize], values: &[i64]) -> Self {
        let raw = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { shape: shape.to_vec(), element: INT64, raw }
    }
}

/// A graph in the making.
#[derive(Default)]
pub(crate) struct Graph(Message);

impl Graph {
    pub(crate) fn new() -> Self {
        Self(Message::default().bytes(2, "votes"))
    }

    fn add(&mut self, field: u64, message: Message) -> &mut Self {
        self.0 = std::mem::take(&mut self.0).message(field, message);
        self
    }

    /// Adds an operator; its attributes are integers.
    pub(crate) fn node(
        &mut self,
        operator: &str,
        inputs: &[&str],
        output: &str,
        attributes: &[(&str, u64)],
    ) -> &mut Self {
        let node = inputs.iter().fold(Message::default(), |node, input| node.bytes(1, input));
        let node = node.bytes(2, output).bytes(3, output).bytes(4, operator);
        let integer = 2;
        let node = attributes.iter().fold(node, |node, (name, value)| {
            node.message(5, Message::default().bytes(1, name).number(3, *value).number(20, integer))
        });
        self.add(1, node)
    }

    /// Adds a constant.
    pub(crate) fn holds(&mut self, name: &str, tensor: &Tensor) -> &mut Self {
        let shape = tensor.shape.iter();
        let message =
            shape.fold(Message::default(), |message, &size| message.number(1, size as u64));
        self.add(5, message.number(2, tensor.element).bytes(8, name).bytes(9, &tensor.raw))
    }

    /// Adds an input of integers.
    pub(crate) fn takes(&mut self, name: &str, shape: &[&str]) -> &mut Self {
        self.add(11, value(name, INT64, shape))
    }

    /// Adds an output of floats.
    pub(crate) fn gives(&mut self, name: &str, shape: &[&str]) -> &mut Self {
        self.add(12, value(name, FLOAT, shape))
    }

    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let operators = Message::default().bytes(1, "").number(2, 13);
        Message::default().number(1, 8).message(8, operators).message(7, self.0.clone()).0
    }
}

fn value(name: &str, element: u64, shape: &[&str]) -> Message {
    let size = |name: &&str| Message::default().bytes(2, name);
    let shape =
        shape.iter().map(size).fold(Message::default(), |shape, size| shape.message(1, size));
    let tensor = Message::default().number(1, element).message(2, shape);
    Message::default().bytes(1, name).message(2, Message::default().message(1, tensor))
}
