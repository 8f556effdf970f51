//! Text with deliberate specifiers and variables.

/// The specifiers of `systemd.unit(5)`. `%%` is written by the encoders and is none of them.
pub const SPECIFIERS: &str = "aAbBCdDEfgGhHiIjJlLmMnNopPqsStTuUvVwWyY";

/// One part of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// Characters that arrive exactly as they are.
    Literal(String),
    /// `%h` and the like, by its letter: systemd writes its value here.
    Specifier(char),
    /// `${NAME}`: the value of a variable, as part of this word.
    Variable(String),
    /// `$NAME` as a whole word: the value of a variable, split into words at blanks.
    Splice(String),
}

/// A piece of text for a value: mostly a plain string, which arrives exactly as it is, whatever it
/// holds; specifiers and variables only where they are asked for.
///
/// ```
/// use formats::unit::Text;
/// let socket = Text::specifier('t').then("/wiki.sock");
/// assert_eq!(socket.to_string(), "%t/wiki.sock");
/// assert_eq!(Text::from("100%").as_literal().as_deref(), Some("100%"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// Neighbouring literals are joined and none is empty, so that equal texts are equal values.
    pieces: Vec<Piece>,
}

impl Text {
    /// The specifier of this letter.
    pub fn specifier(letter: char) -> Self {
        Self::from(Piece::Specifier(letter))
    }

    /// `${NAME}`, inside a word.
    pub fn variable(name: impl Into<String>) -> Self {
        Self::from(Piece::Variable(name.into()))
    }

    /// `$NAME`, as a word that becomes as many words as its value has.
    pub fn splice(name: impl Into<String>) -> Self {
        Self::from(Piece::Splice(name.into()))
    }

    /// This text with more behind it.
    #[must_use]
    pub fn then(mut self, more: impl Into<Text>) -> Self {
        for piece in more.into().pieces {
            self.push(piece);
        }
        self
    }

    /// Adds one part.
    pub fn push(&mut self, piece: Piece) {
        match (self.pieces.last_mut(), piece) {
            (_, Piece::Literal(text)) if text.is_empty() => {}
            (Some(Piece::Literal(last)), Piece::Literal(text)) => last.push_str(&text),
            (_, piece) => self.pieces.push(piece),
        }
    }

    /// Adds one character.
    pub(crate) fn push_char(&mut self, c: char) {
        match self.pieces.last_mut() {
            Some(Piece::Literal(last)) => last.push(c),
            _ => self.pieces.push(Piece::Literal(c.to_string())),
        }
    }

    /// The parts, literals as long as possible.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The string, when nothing in it is expanded.
    pub fn as_literal(&self) -> Option<String> {
        match self.pieces.as_slice() {
            [] => Some(String::new()),
            [Piece::Literal(text)] => Some(text.clone()),
            _ => None,
        }
    }

    /// The text with a letter in place of each part that is expanded: for checks of the shape.
    pub(crate) fn shape(&self) -> String {
        self.shape_with("x")
    }

    /// The same with another stand-in.
    pub(crate) fn shape_with(&self, stand_in: &str) -> String {
        let part = |piece: &Piece| match piece {
            Piece::Literal(text) => text.clone(),
            Piece::Specifier(_) | Piece::Variable(_) | Piece::Splice(_) => stand_in.to_owned(),
        };
        self.pieces.iter().map(part).collect()
    }

    /// Whether a variable is expanded in it.
    pub(crate) fn has_variables(&self) -> bool {
        let is_variable = |piece: &Piece| match piece {
            Piece::Variable(_) | Piece::Splice(_) => true,
            Piece::Literal(_) | Piece::Specifier(_) => false,
        };
        self.pieces.iter().any(is_variable)
    }

    /// Whether the text begins with a part that is expanded.
    pub(crate) fn begins_expanded(&self) -> bool {
        !matches!(self.pieces.first(), None | Some(Piece::Literal(_)))
    }
}

impl From<Piece> for Text {
    fn from(piece: Piece) -> Self {
        let mut text = Self::default();
        text.push(piece);
        text
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        Self::from(text.clone())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::from(Piece::Literal(text))
    }
}

impl std::fmt::Display for Text {
    /// Shows the text to a person; this is not a written form.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => f.write_str(text)?,
                Piece::Specifier(letter) => write!(f, "%{letter}")?,
                Piece::Variable(name) => write!(f, "${{{name}}}")?,
                Piece::Splice(name) => write!(f, "${name}")?,
            }
        }
        Ok(())
    }
}
