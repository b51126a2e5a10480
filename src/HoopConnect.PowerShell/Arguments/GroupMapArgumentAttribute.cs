using System.Collections;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Takes a map from groups to what their members are given for a parameter of type <see cref="GroupMapChoice"/>: a hashtable whose values
/// are names, policies, or several of them.
/// </summary>
internal sealed class GroupMapArgumentAttribute : EngineArgumentAttribute
{
    private static readonly PolicyArgumentAttribute Policies = new();

    /// <inheritdoc/>
    protected override object? ConvertOne(object value)
    {
        if (value is GroupMapChoice choice)
            return choice;
        if (value is not IDictionary table)
            throw ArgumentErrors.NotAGroupMap.Error($"'{TextOf(value)}' is no map from groups to roles.", TextOf(value));
        return new GroupMapChoice([.. table.Keys.Cast<object>().Select(key =>
            KeyValuePair.Create(TextOf(key), (IReadOnlyList<PolicyChoice>)[.. Values(table[key])]))]);
    }

    private static IEnumerable<PolicyChoice> Values(object? value)
    {
        var converted = Policies.Transform(null!, value);
        return converted switch
        {
            object?[] several => several.OfType<PolicyChoice>(),
            PolicyChoice one => [one],
            _ => [],
        };
    }
}
