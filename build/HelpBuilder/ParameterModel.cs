using System.Reflection;

namespace HelpBuilder;

/// <summary>One parameter of a cmdlet as its attributes declare it.</summary>
internal sealed class ParameterModel(PropertyInfo property)
{
    public string Name => property.Name;

    public Type Type => property.PropertyType;

    public bool IsSwitch => Type.Name == "SwitchParameter";

    /// <summary>What the parameter is in each parameter set that it belongs to.</summary>
    public IReadOnlyList<ParameterDeclaration> Declarations { get; } =
        [.. property.AttributesNamed("ParameterAttribute").Select(ParameterDeclaration.From)];

    public IReadOnlyList<string> Aliases { get; } = Strings(property, "AliasAttribute");

    public bool TakesWildcards => property.AttributesNamed("SupportsWildcardsAttribute").Any();

    public bool HasCompleter => property.AttributesNamed("ArgumentCompleterAttribute").Any();

    /// <summary>Types of all attributes on the property.</summary>
    public IEnumerable<Type> AttributeTypes => property.CustomAttributes.Select(attribute => attribute.AttributeType);

    /// <summary>The values that are taken where they are a closed list.</summary>
    public IReadOnlyList<string> ValidValues =>
        ElementType.IsEnum ? ElementType.GetEnumNames() : Strings(property, "ValidateSetAttribute");

    /// <summary>The smallest and the largest number that is taken; null where none is said.</summary>
    public (int Least, int Most)? Range =>
        property.AttributesNamed("ValidateRangeAttribute").FirstOrDefault()?.ConstructorArguments
            is [{ Value: int least }, { Value: int most }]
            ? (least, most)
            : null;

    /// <summary>The type as help shows it.</summary>
    public string TypeName => ShortName(Type);

    private Type ElementType
    {
        get
        {
            var element = Type.IsArray ? Type.GetElementType()! : Type;
            return Nullable.GetUnderlyingType(element) ?? element;
        }
    }

    /// <summary>The declaration for one set; null where the parameter is not in it.</summary>
    public ParameterDeclaration? In(string set) =>
        Declarations.FirstOrDefault(declaration => declaration.Set is null || declaration.Set == set);

    /// <summary>A type's name without its namespace, in PowerShell's spelling.</summary>
    public static string ShortName(Type type)
    {
        if (type.IsArray)
            return ShortName(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return ShortName(underlying);
        return type.Name switch
        {
            "Object" => "Object",
            "Int32" => "Int32",
            _ => type.Name.Split('`')[0],
        };
    }

    private static string[] Strings(PropertyInfo property, string attributeName) =>
        [.. property.AttributesNamed(attributeName)
            .SelectMany(attribute => attribute.ConstructorArguments)
            .SelectMany(argument => argument.Value as IEnumerable<CustomAttributeTypedArgument> ?? [argument])
            .Select(argument => argument.Value).OfType<string>()];
}

/// <summary>What a parameter is in one parameter set.</summary>
/// <param name="Set">The set; null for all.</param>
/// <param name="Mandatory">Whether it must be given.</param>
/// <param name="Position">Its position; null where it must be named.</param>
/// <param name="FromPipeline">Whether it takes the pipeline object.</param>
/// <param name="FromPipelineByPropertyName">Whether it takes a property of the pipeline object.</param>
internal sealed record ParameterDeclaration(string? Set, bool Mandatory, int? Position, bool FromPipeline, bool FromPipelineByPropertyName)
{
    public static ParameterDeclaration From(CustomAttributeData attribute) =>
        new(
            attribute.Named<string>("ParameterSetName"),
            attribute.Named<bool>("Mandatory"),
            attribute.Named<int?>("Position"),
            attribute.Named<bool>("ValueFromPipeline"),
            attribute.Named<bool>("ValueFromPipelineByPropertyName"));

    /// <summary>What help says of the pipeline.</summary>
    public string Pipeline =>
        (FromPipeline, FromPipelineByPropertyName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };
}
