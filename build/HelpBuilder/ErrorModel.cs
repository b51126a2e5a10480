using System.Reflection;

namespace HelpBuilder;

/// <summary>One failure as it is declared: a static field of a class of errors.</summary>
/// <param name="Id"><c>&lt;Area&gt;.&lt;Reason&gt;</c>.</param>
/// <param name="Category">The category; null where it is that of the cause.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="WayOut">What the reader can do.</param>
/// <param name="Place">The class and field that declare it.</param>
internal sealed record ErrorModel(string Id, string? Category, string Meaning, string WayOut, string Place)
{
    private const string Definition = "HoopConnect.Hosting.ErrorDefinition";

    /// <summary>The first half of the id.</summary>
    public string Area => Id.Split('.')[0];

    /// <summary>All that the assemblies declare, by their ids.</summary>
    public static IReadOnlyList<ErrorModel> AllOf(params Assembly[] assemblies) =>
        [.. assemblies.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType.FullName == Definition)
            .Select(field => Read(field.GetValue(null)!, $"{field.DeclaringType!.Name}.{field.Name}"))
            .OrderBy(model => model.Id, StringComparer.Ordinal)];

    private static ErrorModel Read(object definition, string place)
    {
        return new ErrorModel(Text("Id")!, Text("Kind"), Text("Meaning")!, Text("WayOut")!, place);

        string? Text(string property) => definition.GetType().GetProperty(property)!.GetValue(definition)?.ToString();
    }
}
