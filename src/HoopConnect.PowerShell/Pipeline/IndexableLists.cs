using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace HoopConnect.PowerShell.Pipeline;

/// <summary>
/// What PowerShell can index: the lists that the compiler makes of collection expressions have no public indexer, and there <c>$list[0]</c>
/// is the whole list and <c>$list[1]</c> nothing, without an error. So every object that goes to the pipeline gets arrays in their place.
/// </summary>
internal static class IndexableLists
{
    // Deeper than any object of ours; keeps a ring from being followed for ever.
    private const int MaxDepth = 6;

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<PropertyInfo>> s_properties = new();

    /// <summary>True for a list that the compiler made.</summary>
    public static bool IsCompilerMade(object value) =>
        value is IEnumerable && value.GetType().IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    /// <summary>The object with arrays in it, or as it is where there is nothing to do.</summary>
    public static object In(object value) => Settle(value, MaxDepth);

    private static object Settle(object value, int depth)
    {
        if (depth == 0 || value is string)
            return value;
        if (value is IEnumerable list)
        {
            var settled = IsCompilerMade(value) ? ToArray(list) : list;
            foreach (var element in settled)
            {
                if (element is null || !IsOurs(element.GetType()))
                    break;
                Settle(element, depth - 1);
            }

            return settled;
        }

        foreach (var property in s_properties.GetOrAdd(value.GetType(), PropertiesOf))
        {
            if (property.GetValue(value) is not { } present)
                continue;
            var settled = Settle(present, depth - 1);
            if (!ReferenceEquals(settled, present))
                property.SetValue(value, settled);
        }

        return value;
    }

    private static Array ToArray(IEnumerable list)
    {
        var elementType = list.GetType()
            .GetInterfaces()
            .Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .GetGenericArguments()[0];
        var elements = list.Cast<object?>().ToList();
        var array = Array.CreateInstance(elementType, elements.Count);
        for (var index = 0; index < elements.Count; index++)
            array.SetValue(elements[index], index);
        return array;
    }

    /// <summary>What may hold a list: stored properties (worked out ones have no setter) of a list type, or of a class of ours.</summary>
    private static List<PropertyInfo> PropertiesOf(Type type) => IsOurs(type)
        ? [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                    .Where(property =>
                        property.CanWrite
                        && property.GetIndexParameters().Length == 0
                        && (IsList(property.PropertyType) || (IsOurs(property.PropertyType) && property.PropertyType.IsClass))),
            ]
        : [];

    private static bool IsList(Type type) => type.IsInterface && type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type);

    private static bool IsOurs(Type type) =>
        type.Assembly == typeof(Discovery.RdsDatabase).Assembly || type.Assembly == typeof(IndexableLists).Assembly;
}
