using System.Collections;
using System.Management.Automation;
using HoopConnect.Hosting;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Turns what the user typed into the engine's type while the parameter is bound, with the engine's own parser: what it refuses never
/// runs, and the message that names the value is the engine's.
/// </summary>
internal abstract class EngineArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return Convert(inputData);
        }
        catch (HoopException refused)
        {
            throw new ArgumentTransformationMetadataException(Sentence(refused), refused);
        }
        catch (PSInvalidCastException another)
        {
            throw new ArgumentTransformationMetadataException(another.Message, another);
        }
    }

    /// <summary>Converts the whole argument. A list is converted one by one where the parser is for one.</summary>
    /// <exception cref="HoopException">The value is refused; the message names it.</exception>
    protected virtual object? Convert(object? value) =>
        Unwrap(value) switch
        {
            null => null,
            IList several and not byte[] => ConvertAll(several),
            { } one => ConvertOne(one),
        };

    /// <summary>Converts one value, which is not null and not wrapped.</summary>
    protected abstract object? ConvertOne(object value);

    /// <summary>The object itself, without PowerShell's wrapping.</summary>
    protected static object? Unwrap(object? value) => value is PSObject { BaseObject: { } inner and not PSCustomObject } ? inner : value;

    /// <summary>The value as text.</summary>
    protected static string TextOf(object value) => LanguagePrimitives.ConvertTo<string>(value);

    private object?[] ConvertAll(IList values)
    {
        var converted = new object?[values.Count];
        for (var i = 0; i < converted.Length; i++)
            converted[i] = Unwrap(values[i]) is { } one ? ConvertOne(one) : null;
        return converted;
    }

    private static string Sentence(HoopException refused) =>
        refused.RecommendedAction is null ? refused.Message : $"{refused.Message} {refused.RecommendedAction}";
}
