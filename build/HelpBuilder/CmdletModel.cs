using System.Reflection;

namespace HelpBuilder;

/// <summary>
/// One cmdlet as its attributes declare it. Read from <see cref="CustomAttributeData"/> only: outside PowerShell the members of its
/// reference assembly answer nothing.
/// </summary>
internal sealed class CmdletModel
{
    // ConfirmImpact.High
    private const int HighImpact = 3;

    private CmdletModel(Type type, CustomAttributeData cmdlet)
    {
        Type = type;
        Verb = (string)cmdlet.ConstructorArguments[0].Value!;
        Noun = (string)cmdlet.ConstructorArguments[1].Value!;
        DefaultParameterSet = cmdlet.Named<string>("DefaultParameterSetName");
        SupportsShouldProcess = cmdlet.Named<bool>("SupportsShouldProcess");
        HasHighImpact = cmdlet.Named<int>("ConfirmImpact") == HighImpact;
        OutputTypes = [.. type.AttributesNamed("OutputTypeAttribute").SelectMany(OutputTypesOf).Distinct()];
        Parameters =
        [
            .. type.GetProperties()
                .Where(property => property.AttributesNamed("ParameterAttribute").Any() && !IsHidden(property, type))
                .Select(property => new ParameterModel(property))
                .OrderBy(parameter => parameter.Name, StringComparer.Ordinal),
        ];
    }

    public Type Type { get; }

    public string Verb { get; }

    public string Noun { get; }

    public string Name => $"{Verb}-{Noun}";

    public string? DefaultParameterSet { get; }

    public bool SupportsShouldProcess { get; }

    /// <summary>Whether it asks before it acts unless it is told otherwise.</summary>
    public bool HasHighImpact { get; }

    public IReadOnlyList<Type> OutputTypes { get; }

    public IReadOnlyList<ParameterModel> Parameters { get; }

    /// <summary>The names of the parameter sets, the default one first; one unnamed set where there are none.</summary>
    public IReadOnlyList<string> ParameterSets
    {
        get
        {
            var names = Parameters
                .SelectMany(parameter => parameter.Declarations)
                .Select(declaration => declaration.Set)
                .OfType<string>()
                .Distinct();
            string[] sets = [.. names.OrderByDescending(name => name == DefaultParameterSet).ThenBy(name => name, StringComparer.Ordinal)];
            return sets.Length > 0 ? sets : [DefaultParameterSet ?? "__AllParameterSets"];
        }
    }

    /// <summary>All cmdlets of an assembly, by name.</summary>
    public static IReadOnlyList<CmdletModel> AllOf(Assembly assembly) =>
        [.. from type in assembly.GetExportedTypes()
            from attribute in type.AttributesNamed("CmdletAttribute")
            let cmdlet = new CmdletModel(type, attribute)
            orderby cmdlet.Name
            select cmdlet];

    /// <summary>A property of a derived class stands in its place, as PowerShell has it too.</summary>
    private static bool IsHidden(PropertyInfo property, Type type) => type.GetProperties().Any(other =>
        other.Name == property.Name && other.DeclaringType!.IsSubclassOf(property.DeclaringType!));

    private static IEnumerable<Type> OutputTypesOf(CustomAttributeData attribute) =>
        attribute.ConstructorArguments.SelectMany(argument => argument.Value switch
        {
            Type type => [type],
            IEnumerable<CustomAttributeTypedArgument> several => several.Select(one => one.Value).OfType<Type>(),
            _ => Enumerable.Empty<Type>(),
        });
}
