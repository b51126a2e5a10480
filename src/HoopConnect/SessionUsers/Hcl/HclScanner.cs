using System.Text;

namespace HoopConnect.SessionUsers.Hcl;

/// <summary>Cuts a text into tokens (HCL Native Syntax Specification, "Lexical Elements").</summary>
internal sealed class HclScanner(HclSource source)
{
    private readonly HclCursor _cursor = new(source);

    public string File => source.File;

    /// <summary>The next token; at the end, the end again and again.</summary>
    public HclToken Next()
    {
        SkipBlanksAndComments();
        var position = _cursor.Position;
        if (_cursor.IsAtEnd)
            return new HclToken(HclTokenKind.End, "", position);
        if (_cursor.IsAtLineEnd)
        {
            _cursor.Advance();
            return new HclToken(HclTokenKind.NewLine, "", position);
        }

        if (PunctuationKind(_cursor.Current) is { } kind)
        {
            var text = _cursor.Current.ToString();
            _cursor.Advance();
            return new HclToken(kind, text, position);
        }

        if (_cursor.Current == '"')
            return new HclToken(HclTokenKind.String, HclQuotedString.Read(_cursor), position);
        if (_cursor.IsAt("<<"))
            return new HclToken(HclTokenKind.String, HclHeredoc.Read(_cursor), position);
        if (char.IsAsciiDigit(_cursor.Current) || _cursor.Current == '-')
            return new HclToken(HclTokenKind.Number, Number(), position);
        if (HclCharacters.BeginsIdentifier(_cursor.CurrentRune))
            return new HclToken(HclTokenKind.Identifier, _cursor.TakeWhile(HclCharacters.ContinuesIdentifier), position);
        throw _cursor.Unexpected("a name, a value, a comment, or one of { } [ ] = ,");
    }

    private static HclTokenKind? PunctuationKind(char c) => c switch
    {
        '{' => HclTokenKind.OpenBrace,
        '}' => HclTokenKind.CloseBrace,
        '[' => HclTokenKind.OpenBracket,
        ']' => HclTokenKind.CloseBracket,
        '=' => HclTokenKind.Equals,
        ',' => HclTokenKind.Comma,
        _ => null,
    };

    private void SkipBlanksAndComments()
    {
        while (true)
        {
            if (_cursor.Current is ' ' or '\t')
                _cursor.Advance();
            else if (_cursor.Current == '#' || _cursor.IsAt("//"))
                _cursor.TakeLine();
            else if (_cursor.IsAt("/*"))
                SkipComment();
            else
                return;
        }
    }

    private void SkipComment()
    {
        var begin = _cursor.Position;
        _cursor.Advance(2);
        while (!_cursor.IsAt("*/"))
        {
            if (_cursor.IsAtEnd)
                throw _cursor.Unexpected($"*/, which ends the comment that begins in line {begin.Line}");
            _cursor.Advance();
        }

        _cursor.Advance(2);
    }

    // Kept as it is spelled: nothing reads a number's value, so none can be too large.
    private string Number()
    {
        var text = new StringBuilder();
        if (_cursor.Current == '-')
            Take(text);
        Digits(text);
        if (_cursor.Current == '.')
        {
            Take(text);
            Digits(text);
        }

        if (_cursor.Current is 'e' or 'E')
        {
            Take(text);
            if (_cursor.Current is '+' or '-')
                Take(text);
            Digits(text);
        }

        if (HclCharacters.ContinuesIdentifier(_cursor.CurrentRune))
            throw _cursor.Unexpected("the end of the number (a text such as 12h stands in quotes)");
        return text.ToString();
    }

    private void Digits(StringBuilder text)
    {
        if (!char.IsAsciiDigit(_cursor.Current))
            throw _cursor.Unexpected("a digit");
        text.Append(_cursor.TakeWhile(rune => rune.IsAscii && char.IsAsciiDigit((char)rune.Value)));
    }

    private void Take(StringBuilder text)
    {
        text.Append(_cursor.Current);
        _cursor.Advance();
    }
}
