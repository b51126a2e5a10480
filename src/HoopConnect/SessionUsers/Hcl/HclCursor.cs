using System.Text;

namespace HoopConnect.SessionUsers.Hcl;

/// <summary>
/// Where in a text the reading is. It only goes forward, one character at a time, so that reading takes time in proportion to the text.
/// </summary>
internal sealed class HclCursor(HclSource source)
{
    private readonly string _text = source.Text;
    private int _index;
    private int _line = 1;
    private int _column = 1;

    public string File => source.File;

    public HclPosition Position => new(_line, _column);

    public bool IsAtEnd => _index >= _text.Length;

    /// <summary>The character here; U+0000 at the end, so ask <see cref="IsAtEnd"/> as well.</summary>
    public char Current => IsAtEnd ? '\0' : _text[_index];

    public Rune CurrentRune => IsAtEnd ? default : Rune.TryGetRuneAt(_text, _index, out var rune) ? rune : Rune.ReplacementChar;

    /// <summary>The end of a line is a line feed, or a carriage return and a line feed.</summary>
    public bool IsAtLineEnd => Current == '\n' || IsAt("\r\n");

    public bool IsAt(string what) => string.CompareOrdinal(_text, _index, what, 0, what.Length) == 0;

    /// <summary>Goes over one character, or over the end of a line.</summary>
    public void Advance()
    {
        if (IsAtEnd)
            return;
        if (IsAtLineEnd)
        {
            _index += _text[_index] == '\r' ? 2 : 1;
            _line++;
            _column = 1;
            return;
        }

        _index += CurrentRune.Utf16SequenceLength;
        _column++;
    }

    public void Advance(int characters)
    {
        for (var i = 0; i < characters; i++)
            Advance();
    }

    /// <summary>Takes characters for as long as they fit.</summary>
    public string TakeWhile(Func<Rune, bool> fits)
    {
        var start = _index;
        while (!IsAtEnd && fits(CurrentRune))
            Advance();
        return _text[start.._index];
    }

    /// <summary>Takes the rest of the line, without its end.</summary>
    public string TakeLine()
    {
        var start = _index;
        while (!IsAtEnd && !IsAtLineEnd)
            Advance();
        return _text[start.._index];
    }

    /// <summary>What is here, for a message.</summary>
    public string Found => IsAtEnd ? "the end of the file" : IsAtLineEnd ? "the end of the line" : HclCharacters.Found(CurrentRune);

    public HclException Unexpected(string expected) => HclException.Syntax(File, Position, Found, expected);
}
