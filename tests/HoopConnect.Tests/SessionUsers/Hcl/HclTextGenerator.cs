using System.Globalization;

namespace HoopConnect.Tests.SessionUsers.Hcl;

/// <summary>Texts in HCL that are right: every kind of value, block, comment and line end, as chance has it.</summary>
internal sealed class HclTextGenerator(Random random)
{
    private static readonly string[] Names = ["policy", "engine", "a", "b-c", "_d", "é", "ⅷ", "x·y", "true", "null", "漢字", "e\u0301"];

    private static readonly string[] Pieces =
    [
        "plain", " ", "\\n", "\\t", "\\r", "\\\"", "\\\\", "\\u00e9", "\\U0001F600", "$${x}", "%%{y}",
        "$", "%", "$$", "%%", "é", "e\u0301", "\u212b",
        "😀", "漢", "#", "//", "/*", "'", "{", "}", "\t", "\u00a0", "\u2028", "=", "<<E",
    ];

    private readonly string _line = random.Next(4) == 0 ? "\r\n" : "\n";

    /// <summary>A whole text.</summary>
    public string Body() => (random.Next(8) == 0 ? "\uFEFF" : "") + Body(0);

    private string Body(int level)
    {
        var names = Names.ToList();
        return string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ =>
        {
            // No attribute twice.
            var name = names[random.Next(names.Count)];
            names.Remove(name);
            return Blank() + (random.Next(3) > 0 || level > 2 ? name + Blank() + "=" + Blank() + Value(0) : Block(name, level)) + End();
        }));
    }

    private string Block(string type, int level)
    {
        var labels = Some(3, () => " " + (random.Next(2) == 0 ? Names[random.Next(Names.Length)] : Quoted(label: true)));
        return type + labels + Blank() + random.Next(4) switch
        {
            0 => "{" + Blank() + "}",
            1 => "{" + Blank() + "only" + Blank() + "=" + Blank() + Simple() + Blank() + "}",
            _ => "{" + End() + Body(level + 1) + Blank() + "}",
        };
    }

    private string Value(int level) => random.Next(6) switch
    {
        0 when level < 3 =>
            "[" + Gap() + Some(4, () => Value(level + 1) + Gap() + "," + Gap()) + (random.Next(2) == 0 ? Simple() + Gap() : "") + "]",
        1 when level == 0 => Heredoc(),
        _ => Simple(),
    };

    private string Simple() => random.Next(4) switch
    {
        0 => random.Next(2) == 0 ? "true" : "false",
        1 => Number(),
        _ => Quoted(label: false),
    };

    private string Number() =>
        (random.Next(4) == 0 ? "-" : "") + random.Next(100000).ToString(CultureInfo.InvariantCulture)
        + (random.Next(3) == 0 ? "." + random.Next(1000).ToString("000", CultureInfo.InvariantCulture) : "")
        + (random.Next(5) == 0 ? (random.Next(2) == 0 ? "e" : "E+") + random.Next(9).ToString(CultureInfo.InvariantCulture) : "");

    private string Quoted(bool label) =>
        "\"" + Some(6, () => Pieces[random.Next(Pieces.Length)]) + (!label && random.Next(3) == 0 ? " end" : "") + "\"";

    private string Heredoc()
    {
        var marker = random.GetItems(["EOT", "E-1", "_x", "É"], 1)[0];
        string[] texts = ["", "one", "\\n \"two\"", "$${x} 100%", "EOTT", "e\u0301 # x"];
        var lines = Some(5, () => new string(random.Next(5) == 0 ? '\t' : ' ', random.Next(6)) + random.GetItems(texts, 1)[0] + _line);
        return (random.Next(2) == 0 ? "<<" : "<<-") + marker + _line + lines + new string(' ', random.Next(4)) + marker;
    }

    private string Some(int fewerThan, Func<string> make) => string.Concat(Enumerable.Range(0, random.Next(fewerThan)).Select(_ => make()));

    private string Blank() => random.GetItems([" ", " ", "", "\t", " /* c */ "], 1)[0];

    // Where lines do not count.
    private string Gap() => random.GetItems(["", " ", _line, " # c" + _line, "/* c */"], 1)[0];

    private string End() =>
        random.GetItems(["", "", " ", " # c", " // c /*", " /* c */"], 1)[0] + _line + (random.Next(4) == 0 ? _line : "");
}
