using System.Globalization;

namespace HoopConnect.Sandbox.Protocols;

/// <summary>
/// The parameters of a call, flat as the Query protocols send them: <c>Filter.1.Value.2</c>. A JSON call has its top members.
/// </summary>
public sealed class AwsParameters(IReadOnlyDictionary<string, string> values)
{
    /// <summary>All of them by name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; } = values;

    /// <summary>The value of that name; null where it was not sent.</summary>
    public string? Find(string name) => Values.GetValueOrDefault(name);

    /// <summary>The value of that name.</summary>
    /// <exception cref="AwsFailureException"><c>MissingParameter</c>.</exception>
    public string Require(string name) => Find(name) is { Length: > 0 } value
        ? value
        : throw new AwsFailureException("MissingParameter", $"The request must contain the parameter {name}.");

    /// <summary>The number of that name.</summary>
    /// <exception cref="AwsFailureException"><c>InvalidParameterValue</c>.</exception>
    public int Number(string name, int otherwise)
    {
        if (Find(name) is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new AwsFailureException("InvalidParameterValue", $"Value ({text}) for parameter {name} is invalid. Must be a number.");
    }

    /// <summary>Whether the boolean of that name was sent as true.</summary>
    public bool Flag(string name) => string.Equals(Find(name), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The values of <c>name.1</c>, <c>name.2</c>, ... up to the first gap.</summary>
    public IReadOnlyList<string> List(string name)
    {
        var list = new List<string>();
        while (Find($"{name}.{list.Count + 1}") is { } value)
            list.Add(value);
        return list;
    }

    /// <summary>The members of <c>name.1.*</c>, <c>name.2.*</c>, ..., each with its own parameters.</summary>
    public IReadOnlyList<AwsParameters> Structures(string name)
    {
        var list = new List<AwsParameters>();
        while (true)
        {
            var prefix = $"{name}.{list.Count + 1}.";
            var members = Values.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
            if (members.Count == 0)
                return list;
            list.Add(new AwsParameters(members));
        }
    }

    /// <summary>The parameters without anything secret, for the request log.</summary>
    internal IReadOnlyDictionary<string, string> Redacted() => Values.ToDictionary(
        pair => pair.Key, pair => IsSecret(pair.Key) ? "***" : pair.Value, StringComparer.Ordinal);

    private static bool IsSecret(string name) =>
        name.Contains("Password", StringComparison.OrdinalIgnoreCase) || name is "WebIdentityToken" or "SecretString" or "SecretBinary";
}
