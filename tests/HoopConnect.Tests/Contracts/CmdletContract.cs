using System.Text.RegularExpressions;
using System.Xml.Linq;
using HelpBuilder;
using HoopConnect.PowerShell;

namespace HoopConnect.Tests.Contracts;

/// <summary>What the contract tests look at: the cmdlets by their attributes, and the files that belong to them.</summary>
internal static class CmdletContract
{
    public static IReadOnlyDictionary<string, CmdletModel> Cmdlets { get; } =
        CmdletModel.AllOf(typeof(HoopCmdlet).Assembly).ToDictionary(cmdlet => cmdlet.Name);

    public static TheoryData<string> Names { get; } = [.. Cmdlets.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The parameters that many cmdlets have, described once.</summary>
    public static IReadOnlyDictionary<string, string> SharedDescriptions { get; } = SharedParameters.Read(PathOf("docs", "help"));

    /// <summary>The types that have a table view.</summary>
    public static IReadOnlySet<string> TypesWithTable { get; } =
        XDocument.Load(PathOf("src", "HoopConnect.PowerShell", "Formatting", "HoopConnect.Format.ps1xml"))
            .Descendants("View").Where(view => view.Element("TableControl") is not null)
            .Descendants("TypeName").Select(name => name.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>What the manifest exports, in its order.</summary>
    public static IReadOnlyList<string> Exports { get; } =
        [.. Regex.Matches(
                Regex
                    .Match(File.ReadAllText(PathOf("HoopConnect.psd1")), @"CmdletsToExport\s*=\s*@\((.*?)\)", RegexOptions.Singleline)
                    .Groups[1]
                    .Value,
                "'([^']+)'")
            .Select(match => match.Groups[1].Value)];

    /// <summary>The names of the properties of all objects that the cmdlets give.</summary>
    public static IReadOnlySet<string> OutputProperties { get; } =
        Cmdlets
            .Values.SelectMany(cmdlet => cmdlet.OutputTypes)
            .Where(IsOurs)
            .SelectMany(type => type.GetProperties())
            .Select(property => property.Name)
            .Concat(AddedProperties()).ToHashSet(StringComparer.OrdinalIgnoreCase);

    // What the types file adds to our objects: only PowerShell can make it, such as a PSCredential.
    private static IEnumerable<string> AddedProperties() =>
        System.Xml.Linq.XDocument.Load(PathOf("src", "HoopConnect.PowerShell", "Formatting", "HoopConnect.Types.ps1xml"))
            .Descendants().Where(element => element.Name.LocalName is "ScriptProperty" or "CodeProperty")
            .Select(property => property.Element("Name")!.Value);

    public static bool IsOurs(Type type) => type.Namespace?.StartsWith("HoopConnect", StringComparison.Ordinal) == true;

    public static string HelpPathOf(string cmdlet) => PathOf("docs", "help", cmdlet + ".md");

    public static HelpPage HelpOf(string cmdlet) => HelpPage.Read(HelpPathOf(cmdlet));

    public static string PathOf(params string[] parts) => Path.Combine([Repository.Root, .. parts]);
}
