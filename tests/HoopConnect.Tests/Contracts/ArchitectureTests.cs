using System.Text.RegularExpressions;

namespace HoopConnect.Tests.Contracts;

/// <summary>The rooms of the engine and the arrows between them, as docs/architecture.md draws them: read from the sources.</summary>
public partial class ArchitectureTests
{
    // What shows the text of others is asked for everywhere.
    private const string EveryRooms = "Display";

    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        [EveryRooms] = [],
        ["Hosting"] = ["Planning"],
        ["Planning"] = [],
        ["Secrets"] = ["Hosting", "Planning"],
        ["Aws"] = ["Hosting", "Planning", "Secrets"],
        ["Discovery"] = ["Hosting", "Planning", "Secrets", "Aws"],
        ["Databases"] = ["Hosting", "Planning", "Secrets"],
        ["Credentials"] = ["Hosting", "Planning", "Secrets", "Aws", "Discovery", "Databases"],
        ["IamAuthentication"] = ["Hosting", "Planning", "Secrets", "Aws", "Discovery", "Databases", "Credentials"],
        ["IdentityCenter"] =
        [
            "Hosting", "Planning", "Secrets", "Aws", "Discovery", "Databases", "Credentials", "IamAuthentication",
        ],
        ["SessionUsers"] = ["Hosting", "Planning", "Secrets", "Aws", "Discovery", "Databases", "Credentials"],
        ["Tenants"] = ["Hosting", "Planning", "Secrets", "Aws", "Discovery", "Databases", "Credentials", "IamAuthentication"],
        ["Provisioning"] = ["Hosting", "Planning", "Secrets", "Aws", "Discovery", "Databases", "Credentials"],
        ["Hooks"] = ["Hosting", "Planning", "Secrets", "Credentials", "Provisioning"],
    };

    public static TheoryData<string> Rooms => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_rooms_its_arrows_lead_to(string room)
    {
        var wrong = Sources("src/HoopConnect/" + room)
            .SelectMany(file => References().Matches(File.ReadAllText(file)).Select(match => (file, used: match.Groups[1].Value)))
            .Where(found => MayUse.ContainsKey(found.used) && found.used != room && found.used != EveryRooms)
            .Where(found => !MayUse[room].Contains(found.used))
            .Select(found => $"{Path.GetFileName(found.file)} uses {found.used}")
            .Distinct();
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_of_the_engine_is_a_room_with_arrows()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src/HoopConnect"))
            .Select(folder => Path.GetFileName(folder)).Where(name => name is not ("bin" or "obj"));
        Assert.Empty(folders.Except(MayUse.Keys));
    }

    [Fact]
    public void The_engine_knows_nothing_of_PowerShell_and_nothing_of_the_console()
    {
        var wrong = Sources("src/HoopConnect").Where(file => Forbidden().IsMatch(File.ReadAllText(file)));
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_namespace_of_a_source_file_is_its_folder()
    {
        var wrong =
            from project in (string[])["HoopConnect", "HoopConnect.PowerShell", "HoopConnect.Loader"]
            from file in Sources("src/" + project)
            let folder = Path.GetRelativePath(Path.Combine(Repository.Root, "src", project), Path.GetDirectoryName(file)!)
            let expected = folder == "." ? project : project + "." + folder.Replace(Path.DirectorySeparatorChar, '.')
            let declared = Namespace().Match(File.ReadAllText(file))
            where declared.Success && declared.Groups[1].Value != expected
            select $"{file}: {declared.Groups[1].Value} is not {expected}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var wrong = Sources("src").Concat(Sources("tests")).Where(file => File.ReadLines(file).Count() > 400).Select(Path.GetFileName);
        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Sources(string folder) => Repository.Sources(folder).Select(Repository.PathOf);

    [GeneratedRegex(@"\bHoopConnect\.([A-Z]\w+)")]
    private static partial Regex References();

    [GeneratedRegex(@"System\.Management\.Automation|(?<![\w.])Console\.|System\.Console")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
