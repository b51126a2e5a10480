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

    private static IEnumerable<(string Type, string Name)> ColumnsOf(XElement view)
    {
        var type = view.Descendants("TypeName").First().Value;
        var headers = view.Descendants("TableColumnHeader").Select(header => header.Element("Label")?.Value);
        var items = view.Descendants("TableColumnItem").Select(item => item.Element("PropertyName")?.Value);
        return headers.Zip(items, (label, property) => (type, Name: label ?? property ?? "a column without a name"))
            .Select(column => (column.type, column.Name.Replace(" (UTC)", "", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> PropertiesOf(string typeName)
    {
        var type = typeof(HoopException).Assembly.GetType(typeName, throwOnError: true)!;
        var extended = Types.Elements("Type")
            .Where(element => element.Element("Name")!.Value == typeName)
            .SelectMany(element => element.Descendants("ScriptProperty").Concat(element.Descendants("AliasProperty")))
            .Select(property => property.Element("Name")!.Value);
        return type.GetProperties().Select(property => property.Name).Concat(extended);
    }
}
