using System.Collections;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Contracts;

/// <summary>What a table shows can be asked for: a column is called as a property is, of the type or of HoopConnect.Types.ps1xml.</summary>
public class ViewContractTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src/HoopConnect.PowerShell/Formatting");

    private static readonly XElement Views = XElement.Load(Path.Combine(Folder, "HoopConnect.Format.ps1xml"));

    private static readonly XElement Types = XElement.Load(Path.Combine(Folder, "HoopConnect.Types.ps1xml"));

    [Fact]
    public void A_column_is_called_as_a_property_of_the_object_is()
    {
        var columns = Views.Descendants("View").SelectMany(ColumnsOf).ToList();
        Assert.True(columns.Count > 100, $"{columns.Count} columns were found.");
        Assert.Empty(columns.Where(column => !PropertiesOf(column.Type).Contains(column.Name))
            .Select(column => $"{column.Type}: {column.Name}"));
    }

    // As text a time has the form, and in Thailand the year, of the session's language.
    [Fact]
    public void A_time_is_shown_in_the_one_form_for_times_and_called_UTC()
    {
        var times = Views.Descendants("View").SelectMany(ColumnsOf).Where(column => IsTime(column.Type, column.Name)).ToList();
        Assert.True(times.Count > 5, $"{times.Count} times were found.");
        Assert.All(times, column => Assert.Contains($"::Of[$_.{column.Name}]", column.Script, StringComparison.Ordinal));
        Assert.All(times, column => Assert.EndsWith(Utc, column.Label, StringComparison.Ordinal));
        Assert.DoesNotContain("yyyy", Views.ToString(), StringComparison.Ordinal);
    }

    // A record prints its lists by the names of their types.
    [Fact]
    public void An_object_as_text_names_no_type_of_a_list()
    {
        var types = Shown(CmdletContract.Cmdlets.Values.SelectMany(cmdlet => cmdlet.OutputTypes)).ToList();
        Assert.True(types.Count > 30, $"{types.Count} types were found.");
        Assert.Empty(types.Where(type =>
            type.GetMethod("ToString", [])!.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            && type.GetProperties().Any(property => property.PropertyType != typeof(string)
                && typeof(IEnumerable).IsAssignableFrom(property.PropertyType))).Select(type => type.FullName));
    }

    // The types themselves, and those of their properties and lists.
    private static HashSet<Type> Shown(IEnumerable<Type> types)
    {
        var found = new HashSet<Type>();
        var open = new Queue<Type>(types);
        while (open.TryDequeue(out var type))
        {
            foreach (var argument in type.GetGenericArguments())
                open.Enqueue(argument);
            if (!CmdletContract.IsOurs(type) || type.IsEnum || type.IsGenericType || !found.Add(type))
                continue;
            foreach (var property in type.GetProperties())
                open.Enqueue(property.PropertyType);
        }

        return found;
    }

    private const string Utc = " (UTC)";

    private static bool IsTime(string type, string property)
    {
        var found = typeof(HoopException).Assembly.GetType(type, throwOnError: true)!.GetProperty(property)?.PropertyType;
        return found == typeof(DateTime) || found == typeof(DateTime?) || found == typeof(DateTimeOffset)
            || found == typeof(DateTimeOffset?);
    }

    private static IEnumerable<(string Type, string Name, string Label, string Script)> ColumnsOf(XElement view)
    {
        var type = view.Descendants("TypeName").First().Value;
        var headers = view.Descendants("TableColumnHeader").Select(header => header.Element("Label")?.Value);
        return headers.Zip(view.Descendants("TableColumnItem"), (label, item) =>
        {
            var shown = label ?? item.Element("PropertyName")?.Value ?? "a column without a name";
            var script = item.Element("ScriptBlock")?.Value ?? "";
            return (type, shown.Replace(Utc, "", StringComparison.Ordinal), shown, script);
        });
    }

    private static IEnumerable<string> PropertiesOf(string typeName)
    {
        var type = typeof(HoopException).Assembly.GetType(typeName, throwOnError: true)!;
        var extended = Types.Elements("Type")
            .Where(element => element.Element("Name")!.Value == typeName)
            .SelectMany(element => element.Descendants())
            .Where(member => member.Name.LocalName is "ScriptProperty" or "CodeProperty" or "AliasProperty")
            .Select(property => property.Element("Name")!.Value);
        return type.GetProperties().Select(property => property.Name).Concat(extended);
    }
}
