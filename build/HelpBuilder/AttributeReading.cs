using System.Reflection;

namespace HelpBuilder;

/// <summary>Reads attributes without making them.</summary>
internal static class AttributeReading
{
    /// <summary>The attributes of that name on a member and, for a type, on its bases.</summary>
    public static IEnumerable<CustomAttributeData> AttributesNamed(this MemberInfo member, string name) =>
        member.CustomAttributes.Where(attribute => attribute.AttributeType.Name == name);

    /// <summary>A named argument; the default of the type where it is not given.</summary>
    public static T? Named<T>(this CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value is T value ? value : default;
}
