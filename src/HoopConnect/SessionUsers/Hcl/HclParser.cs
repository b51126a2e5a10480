using System.Text;

namespace HoopConnect.SessionUsers.Hcl;

/// <summary>
/// Reads the part of HCL that configuration files without expressions are made of: attributes, blocks with labels, strings, heredocs,
/// numbers, booleans, lists and comments (HCL Native Syntax Specification, "Structural Elements"). The first error ends the reading. Time
/// and memory are in proportion to the text, the depth of the stack to <see cref="MostLevels"/>.
/// </summary>
internal sealed class HclParser
{
    /// <summary>How many blocks or lists can lie in one another.</summary>
    public const int MostLevels = 32;

    private const string ValueExpected = "a value: a string, a list, a number, true or false";

    private readonly HclScanner _scanner;
    private HclToken _token;

    private HclParser(HclSource source)
    {
        _scanner = new HclScanner(source);
        _token = _scanner.Next();
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="HclException"><c>Policy.Syntax</c>, with the place, what was found there and what was expected.</exception>
    public static HclBody Parse(HclSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new HclParser(source).Body(HclTokenKind.End, level: 0);
    }

    private HclBody Body(HclTokenKind end, int level)
    {
        var (attributes, blocks) = (new List<HclAttribute>(), new List<HclBlock>());
        while (true)
        {
            SkipNewLines();
            if (_token.Kind == end)
                return new HclBody(attributes, blocks);
            var name = Take(
                HclTokenKind.Identifier,
                end == HclTokenKind.End ? "a block such as policy \"name\" {" : "an attribute, or } at the end of the block");
            if (_token.Kind == HclTokenKind.Equals)
                attributes.Add(Attribute(name));
            else
                blocks.Add(Block(name, level));
            if (_token.Kind != HclTokenKind.End)
                Take(HclTokenKind.NewLine, "the end of the line");
        }
    }

    /// <summary>A block on one line has one attribute at most, and ends right after it.</summary>
    private HclBody BodyOnOneLine()
    {
        var attributes = new List<HclAttribute>();
        if (_token.Kind == HclTokenKind.Identifier)
        {
            var name = Take(HclTokenKind.Identifier, "an attribute");
            if (_token.Kind != HclTokenKind.Equals)
                throw Unexpected("= (a block in a block begins on a line of its own)");
            attributes.Add(Attribute(name));
        }

        if (_token.Kind != HclTokenKind.CloseBrace)
            throw Unexpected("an attribute, or } at the end of the block");
        return new HclBody(attributes, []);
    }

    private HclAttribute Attribute(HclToken name)
    {
        Next();
        return new HclAttribute(name.Text, Value(level: 0), name.Position);
    }

    private HclBlock Block(HclToken type, int level)
    {
        CheckLevel(level);
        var labels = new List<HclLabel>();
        while (_token.Kind is HclTokenKind.String or HclTokenKind.Identifier)
        {
            labels.Add(new HclLabel(_token.Text, _token.Position));
            Next();
        }

        Take(HclTokenKind.OpenBrace, labels.Count == 0 ? "= or a label or {" : "{ or another label");
        var body = _token.Kind == HclTokenKind.NewLine ? Body(HclTokenKind.CloseBrace, level + 1) : BodyOnOneLine();
        Next();
        return new HclBlock(type.Text, labels, body, type.Position);
    }

    private HclValue Value(int level)
    {
        var token = _token;
        switch (token)
        {
            case { Kind: HclTokenKind.String }:
                Next();
                // As every reader of HCL has it: a text in one form, however its accents are made.
                return new HclString(token.Text.Normalize(NormalizationForm.FormC), token.Position);
            case { Kind: HclTokenKind.Number }:
                Next();
                return new HclNumber(token.Text, token.Position);
            case { Kind: HclTokenKind.Identifier, Text: "true" or "false" }:
                Next();
                return new HclBoolean(token.Text == "true", token.Position);
            case { Kind: HclTokenKind.OpenBracket }:
                return List(level);
            default:
                throw Unexpected(ValueExpected);
        }
    }

    private HclList List(int level)
    {
        CheckLevel(level);
        var begin = _token.Position;
        Next();
        var items = new List<HclValue>();
        while (true)
        {
            SkipNewLines();
            if (_token.Kind == HclTokenKind.CloseBracket)
                break;
            items.Add(Value(level + 1));
            SkipNewLines();
            if (_token.Kind == HclTokenKind.CloseBracket)
                break;
            Take(HclTokenKind.Comma, $", or ], which ends the list that begins in line {begin.Line}");
        }

        Next();
        return new HclList(items, begin);
    }

    private void CheckLevel(int level)
    {
        if (level >= MostLevels)
            throw Unexpected($"at most {MostLevels} levels in one another");
    }

    private void SkipNewLines()
    {
        while (_token.Kind == HclTokenKind.NewLine)
            Next();
    }

    private HclToken Take(HclTokenKind kind, string expected)
    {
        var token = _token;
        if (token.Kind != kind)
            throw Unexpected(expected);
        Next();
        return token;
    }

    private void Next() => _token = _scanner.Next();

    private HclException Unexpected(string expected) => HclException.Syntax(_scanner.File, _token.Position, _token.Found, expected);
}
