using System.Text.RegularExpressions;

namespace HoopConnect.Tests.Contracts;

/// <summary>
/// The floors of the room Databases, as docs/architecture.md draws them: in each engine the server, on it what all kinds of users share, on
/// that
/// each kind, which knows nothing of the others.
/// </summary>
public partial class DatabasesArchitectureTests
{
    private const string Room = "src/HoopConnect/Databases/";

    private static readonly string[] AllEngines = ["MySql", "PostgreSql", "SqlServer"];

    // The folders of an engine, and which folders of the same engine each may use. What a protocol needs (Wire, Tds) is below the server.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Wire"] = [],
        ["Tds"] = [],
        ["Server"] = ["Wire", "Tds"],
        ["Users"] = ["Server"],
        ["Roles"] = ["Server", "Users"],
        ["SessionUsers"] = ["Server", "Users"],
        ["IamUsers"] = ["Server", "Users"],
        ["IdentityCenterUsers"] = ["Server", "Users"],
        ["TenantDatabases"] = ["Server", "Users"],
    };

    // What the engines share: which folders of the room each may use. A kind's folder has the seams of that kind.
    private static readonly Dictionary<string, string[]> SharedMayUse = new()
    {
        ["Channel"] = [],
        ["Users"] = [],
        ["Roles"] = ["Users"],
        ["SessionUsers"] = ["Users"],
        ["IamUsers"] = ["Roles", "Users"],
        ["IdentityCenterUsers"] = ["Roles", "Users"],
        ["TenantDatabases"] = ["Users"],
    };

    // Which of the shared folders an engine's folder may use. Users has marks and findings, the words in which a server tells of users;
    // Roles
    // says what the three roles are, whose privileges other kinds can be given.
    private static readonly Dictionary<string, string[]> OfSharedMayUse = new()
    {
        ["Wire"] = ["Channel"],
        ["Tds"] = ["Channel"],
        ["Server"] = ["Channel", "Users"],
        ["Users"] = ["Users", "Roles"],
        ["Roles"] = ["Users", "Roles"],
        ["SessionUsers"] = ["Users", "SessionUsers"],
        ["IamUsers"] = ["Users", "Roles", "IamUsers"],
        ["IdentityCenterUsers"] = ["Users", "Roles", "IdentityCenterUsers"],
        ["TenantDatabases"] = ["Users", "TenantDatabases"],
    };

    public static TheoryData<string> Engines => [.. AllEngines];

    [Fact]
    public void Each_engine_is_known() =>
        Assert.Equal(
            AllEngines.Concat(SharedMayUse.Keys).Order(),
            Directory.GetDirectories(Repository.PathOf(Room)).Select(Path.GetFileName).Order());

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_folders_of_an_engine_use_only_the_floors_below(string engine)
    {
        var wrong =
            from file in Repository.Sources(Room + engine)
            let folder = FolderOf(file, engine)
            where folder.Length > 0
            from used in UsedBy(file, engine)
            where used != folder && !MayUse[folder].Contains(used)
            select $"{file} uses {engine}/{used}";
        Assert.Empty(wrong.Distinct());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void At_the_root_of_an_engine_is_the_engine_alone_and_no_folder_knows_it(string engine)
    {
        Assert.Equal(
            [$"{Room}{engine}/{engine}Engine.cs"], Repository.Sources(Room + engine).Where(file => FolderOf(file, engine).Length == 0));
        Assert.Empty(
            Repository.Sources(Room + engine).Select(file => FolderOf(file, engine)).Where(folder => folder.Length > 0).Except(MayUse.Keys)
        );
        var wrong = Repository
            .Sources(Room + engine)
            .Where(file => FolderOf(file, engine).Length > 0)
            .Where(file => Regex.IsMatch(TextOf(file), $@"\b{engine}Engine\b"));
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void What_is_the_server_and_what_all_kinds_share_know_no_kind_but_the_roles(string engine)
    {
        var wrong =
            from file in Repository.Sources(Room + engine)
            let folder = FolderOf(file, engine)
            where folder.Length > 0
            from used in SharedUsedBy(file)
            where !OfSharedMayUse[folder].Contains(used)
            select $"{file} uses Databases/{used}";
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void No_engine_uses_another()
    {
        var wrong =
            from engine in AllEngines
            from file in Repository.Sources(Room + engine)
            from other in AllEngines.Where(other => other != engine)
            where Regex.IsMatch(TextOf(file), $@"\bHoopConnect\.Databases\.{other}\b|(?<![\w.]){other}\.[A-Z]")
            select $"{file} uses {other}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void What_the_engines_share_uses_no_engine_but_in_the_list_of_them()
    {
        var wrong =
            from file in Repository.Sources(Room)
            where
                !AllEngines.Any(engine => file.StartsWith($"{Room}{engine}/", StringComparison.Ordinal))
                && file != Room + "DatabaseEngines.cs"
            from engine in AllEngines
            where Regex.IsMatch(TextOf(file), $@"\bHoopConnect\.Databases\.{engine}\b")
            select $"{file} uses {engine}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_shared_folders_use_only_the_floors_below()
    {
        var wrong =
            from folder in SharedMayUse.Keys
            from file in Repository.Sources(Room + folder)
            from used in SharedUsedBy(file)
            where used != folder && !SharedMayUse[folder].Contains(used)
            select $"{file} uses Databases/{used}";
        Assert.Empty(wrong.Distinct());
    }

    private static string FolderOf(string file, string engine)
    {
        var parts = file[(Room.Length + engine.Length + 1)..].Split('/');
        return parts.Length > 1 ? parts[0] : "";
    }

    private static IEnumerable<string> UsedBy(string file, string engine) =>
        Regex
            .Matches(TextOf(file), $@"\bHoopConnect\.Databases\.{engine}\.(\w+)")
            .Select(match => match.Groups[1].Value)
            .Where(MayUse.ContainsKey);

    private static IEnumerable<string> SharedUsedBy(string file) =>
        Shared().Matches(TextOf(file)).Select(match => match.Groups[1].Value).Where(SharedMayUse.ContainsKey);

    private static string TextOf(string file) => File.ReadAllText(Repository.PathOf(file));

    [GeneratedRegex(@"\bHoopConnect\.Databases\.(\w+)")]
    private static partial Regex Shared();
}
