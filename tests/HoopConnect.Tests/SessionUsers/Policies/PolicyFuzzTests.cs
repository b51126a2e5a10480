using System.Text;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Hcl;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.Tests.SessionUsers.Policies;

/// <summary>
/// Files as accidents and attackers make them. The seed is fixed, so that what fails once fails again; the message has the file.
/// </summary>
public class PolicyFuzzTests
{
    private const int Files = 100_000;

    /// <summary>Files that are read.</summary>
    internal static readonly IReadOnlyList<string> GoodTexts =
    [
        PolicyText.OfDesign,
        PolicyText.OfDesign.ReplaceLineEndings("\r\n"),
        "\uFEFF" + PolicyText.With("expiration = \"1h30m\"", "instances = [\n    \"a.b\", # one\n    \"\\u00e9\\U0001F600\",\n  ]"),
        "/* c */ policy m {\n  engine = \"mysql\" // x\n  plugin_config_entry = <<-EOT\n    a\n    EOT\n  instances = [\"$${x}\"]\n  " +
        "grant_privileges = [\"CREATE\"]\n}",
        PolicyText.With() + PolicyText.With("engine = \"mariadb\"") + "x = [[1, -2.5e9], true, []]\nb \"l\" {\n c {}\n}\n",
    ];

    private static readonly byte[][] Good = [.. GoodTexts.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\"",
            "{",
            "}",
            "[",
            "]",
            "=",
            ",",
            "\n",
            "\r",
            "\r\n",
            "\\",
            "\\u",
            "\\UFFFFFFFF",
            "${",
            "%%{",
            "<<",
            "<<-EOT\n",
            "EOT",
            "/*",
            "*/",
            "#",
            "//",
            "-",
            "1e",
            "99999999999999999999",
            ".",
            "true",
            "null",
            "\0",
            "\uFEFF",
            "\u202E",
            "😀",
            "policy",
            "engine",
            "\"db.\"",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "a {a {a {a {a {a {a {a {a {a {a {a {",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ];

    [Fact]
    public void A_hundred_thousand_broken_files_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(5);
        var (usable, refused) = (0, 0);
        for (var i = 0; i < Files; i++)
        {
            var file = Mutated(random);
            var reading = Read(file);
            Check(file, reading);
            usable += reading.Policies.Count;
            refused += reading.Errors.Count > 0 ? 1 : 0;
        }

        // Both ways out are walked, or the mutations prove nothing.
        Assert.InRange(usable, Files / 100, Files);
        Assert.InRange(refused, Files / 2, Files);
    }

    private static PolicyReading Read(byte[] file)
    {
        try
        {
            return PolicyFileReader.Read("fuzz.hcl", file);
        }
        catch (Exception escaped)
        {
            throw new InvalidOperationException("This file is not read: " + Convert.ToBase64String(file), escaped);
        }
    }

    private static void Check(byte[] file, PolicyReading reading)
    {
        foreach (var policy in reading.Policies)
            PolicyRules.Check(policy);
        foreach (var error in reading.Errors)
        {
            var at = error as HclException;
            if (
                at is null
                || at.Position.Line < 1
                || at.Position.Column < 1
                || at.Position.Line > file.Count(one => one == '\n') + 1
                || at.Message.Any(char.IsControl)
                || at.Message.Length > 500)
                Assert.Fail($"{error.Message} in {Convert.ToBase64String(file)}");
        }

        Assert.True(reading.Errors.Count == 0 || reading.Policies.Count == 0);
    }

    /// <summary>A file that some accident happened to: one of the good ones, or this.</summary>
    internal static byte[] Mutated(Random random, byte[]? original = null)
    {
        var file = new List<byte>(original ?? random.GetItems(Good, 1)[0]);
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = random.Next(file.Count + 1);
            var length = random.Next(Math.Min(40, file.Count - at) + 1);
            switch (random.Next(6))
            {
                case 0 when at < file.Count:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file.RemoveRange(at, length);
                    break;
                case 2:
                    file.InsertRange(random.Next(file.Count + 1), file.GetRange(at, length));
                    break;
                case 3:
                    file.RemoveRange(at, file.Count - at);
                    break;
                case 4:
                    file.InsertRange(at, random.GetItems(Good, 1)[0]);
                    break;
                default:
                    file.InsertRange(at, random.GetItems(Pieces, 1)[0]);
                    break;
            }
        }

        return [.. file];
    }
}
