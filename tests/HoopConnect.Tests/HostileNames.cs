using System.Text;

namespace HoopConnect.Tests;

/// <summary>
/// Names made to break quoting, always the same ones: injections in the languages that a name passes through, reserved words, format
/// strings, white space, letters of several bytes, and names cut at the engine's limit inside each kind of UTF-8 sequence.
/// </summary>
internal static class HostileNames
{
    private static readonly string[] Pieces =
    [
        "'",
        "\"",
        "''",
        "\"\"",
        "\\",
        "\\'",
        "$$",
        "$1",
        "$tag$",
        ";",
        "--",
        "/*",
        "*/",
        "\n",
        "\t",
        " ",
        "%",
        "%s",
        "%I",
        "{0}",
        "{{",
        "E'",
        "U&\"",
        "`",
        "[",
        "]",
        "(",
        ")",
        ",",
        ".",
        "é",
        "e\u0301",
        "ß",
        "İ",
        "\u05d0\u05d1",
        "\u202e",
        "\u200b",
        "\ufeff",
        "汉字",
        "🐘",
        "👩‍💻",
        "<&>",
        "pg_",
        "hoop_ro",
        "public",
        "x",
        "Y",
        "0",
        "_",
        "-",
        "=",
        ":",
        "/",
        "@",
        "+",
        "#",
        "~",
        "^",
        "|",
        "\u0001",
        "\u007f",
    ];

    private static readonly string[] Whole =
    [
        "select",
        "user",
        "table",
        "current_user",
        "session_user",
        "all",
        "grant",
        "CURRENT_USER",
        "Public",
        "NONE",
        "null",
        "true",
        "default",
        "with",
        " leading",
        "trailing ",
        " ",
        "  ",
        "\t",
        "\n",
        "'",
        "\"",
        "\\",
        "$$",
        "--",
        "/*",
        "%",
        "%n",
        "%s%s%s",
        "{0}",
        "$(id)",
        "`id`",
        "UPPER",
        "Mixed Case",
        "1st",
        "a.b",
        "a\"b.\"c",
        "\"; DROP TABLE canary; --",
        "'; DROP TABLE canary; --",
        "\"; DROP ROLE canary; --",
        "x\"\"; DROP DATABASE canary; --",
        "\\\"; DROP TABLE canary; --",
        "$$; DROP TABLE canary; $$",
        "x\" TO PUBLIC; --",
        "public\", \"canary",
        "x\npg_y",
        "xpg_",
        "information_schema ",
        "Information_Schema",
        "hoop_ro ",
        "hoop_RO",
        "*/ DROP TABLE canary /*",
        "\u202egpj.exe",
        "e\u0301",
        "\u00e9",
    ];

    private static readonly string[] Cuts = ["x", "é", "汉", "🐘", "\u0301", "\u05d0"];

    /// <summary>That many different names of at most <paramref name="maxBytes"/> bytes of UTF-8, without NUL.</summary>
    public static IReadOnlyList<string> Make(int count, int maxBytes = 63, Func<string, bool>? allowed = null, int seed = 20261121)
    {
        var random = new Random(seed);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in Whole.Concat(AtTheLimit(maxBytes)))
            Add(name);
        while (names.Count < count)
            Add(string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => Pieces[random.Next(Pieces.Length)])));
        return names.Take(count).ToList();

        void Add(string name)
        {
            var cut = Cut(name, maxBytes);
            if (cut.Length > 0 && (allowed is null || allowed(cut)))
                names.Add(cut);
        }
    }

    /// <summary>
    /// Names that are too long by the least there is: one character more than fits, for each kind of character and each place where the
    /// limit falls in it.
    /// </summary>
    public static IReadOnlyList<string> TooLong(int maxBytes = 63) =>
        [.. from cut in Cuts
            from shift in Enumerable.Range(0, 4)
            let start = new string('n', maxBytes - shift)
            let name = start + cut
            where Encoding.UTF8.GetByteCount(name) > maxBytes
            select name];

    /// <summary>Names that fill the limit, or as much of it as whole characters can.</summary>
    private static IEnumerable<string> AtTheLimit(int maxBytes) =>
        from cut in Cuts
        from shift in Enumerable.Range(0, 4)
        select new string('n', shift) + string.Concat(Enumerable.Repeat(cut, maxBytes));

    private static string Cut(string name, int maxBytes)
    {
        var bytes = 0;
        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
                break;
            length += rune.Utf16SequenceLength;
        }

        return name[..length];
    }
}
