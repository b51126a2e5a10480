using System.Text.RegularExpressions;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Connections;

/// <summary>
/// What the names of a database's connections start with: letters, digits and hyphens, and in braces what is known of the database
/// (<c>{identifier}</c>, <c>{account}</c>, <c>{region}</c>, <c>{database}</c>, <c>{tag:env}</c>). Each database has the names that the
/// template gives it, however many there are in a run.
/// </summary>
public sealed partial record ConnectionPrefix
{
    /// <summary>The most characters of a prefix that stand for themselves.</summary>
    public const int MaximumLength = 50;

    private const string TagStart = "tag:";

    private ConnectionPrefix(string text) => Text = text;

    /// <summary>Where none is given: <c>{identifier}-{account}</c>.</summary>
    public static ConnectionPrefix Default { get; } = new("{identifier}-{account}");

    /// <summary>The prefix as it was given.</summary>
    public string Text { get; }

    /// <summary>Reads a prefix.</summary>
    /// <exception cref="HoopException"><c>Connection.InvalidPrefix</c>: the message names the value and what is wrong with it.</exception>
    public static ConnectionPrefix Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
            throw Invalid(text, "it is empty");
        foreach (Match field in Fields().Matches(text))
        {
            if (!IsKnown(field.Groups[1].Value))
                throw Invalid(
                    text, $"there is no {field.Value}; there are {{identifier}}, {{account}}, {{region}}, {{database}} and {{tag:<key>}}");
        }

        var literal = Fields().Replace(text, "");
        if (literal.Length > MaximumLength)
            throw Invalid(text, $"it has {literal.Length} characters and may have {MaximumLength}");
        if (text[0] != '{' && !char.IsAsciiLetterOrDigit(text[0]))
            throw Invalid(text, "it must start with a letter or a digit");
        foreach (var character in literal)
        {
            if (!ConnectionName.IsAllowed(character))
                throw Invalid(text, character == ' ' ? "it holds a space" : $"it holds '{character}'");
        }

        return new ConnectionPrefix(text);
    }

    /// <summary>What the names of this database's connections start with. What a name cannot hold becomes a hyphen.</summary>
    /// <exception cref="HoopException"><c>Connection.ValueMissing</c>: the database has no such tag, say.</exception>
    public string Of(RdsDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return Fields().Replace(Text, field => Value(field, database));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>True where nothing in it is the database's.</summary>
    internal bool IsPlain => !Fields().IsMatch(Text);

    /// <summary>The prefix with the next of what tells databases apart behind it; null where it has all of it.</summary>
    internal ConnectionPrefix? Longer()
    {
        foreach (var field in (string[])["{identifier}", "{account}", "{region}"])
        {
            if (!Text.Contains(field, StringComparison.OrdinalIgnoreCase))
                return new ConnectionPrefix(Text.EndsWith('-') ? Text + field : Text + "-" + field);
        }

        return null;
    }

    private string Value(Match field, RdsDatabase database)
    {
        var name = field.Groups[1].Value;
        var value = name.ToLowerInvariant() switch
        {
            "identifier" => database.Identifier,
            "account" => database.AccountId,
            "region" => database.Region,
            "database" => database.DatabaseName,
            _ => database.Tags.GetValueOrDefault(name[TagStart.Length..], ""),
        };
        var usable = new string([.. value.Select(character => ConnectionName.IsAllowed(character) ? character : '-')]).Trim('-');
        return usable.Length > 0 ? usable
            : throw ConnectionErrors.ValueMissing.Error(
                $"'{database}' has no {Said(name)}, which the connection prefix '{Text}' asks for.",
                database.Arn.Length > 0 ? database.Arn : database.HostName);
    }

    private static string Said(string name) => name.ToLowerInvariant() switch
    {
        "identifier" => "identifier",
        "account" => "account",
        "region" => "region",
        "database" => "database that RDS names",
        _ => $"tag '{name[TagStart.Length..]}'",
    };

    private static bool IsKnown(string name) =>
        name.ToLowerInvariant() is "identifier" or "account" or "region" or "database"
        || (name.StartsWith(TagStart, StringComparison.OrdinalIgnoreCase) && name.Length > TagStart.Length);

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Fields();

    private static HoopException Invalid(string text, string why) =>
        ConnectionErrors.InvalidPrefix.Error($"'{text}' cannot be used as a connection prefix: {why}.", text);
}
