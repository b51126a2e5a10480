using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Connections;

/// <summary>
/// What the names of a database's connections start with: 1 to 50 letters, digits and hyphens (a vault takes no more), the first one no
/// hyphen.
/// </summary>
public sealed record ConnectionPrefix
{
    /// <summary>The longest prefix, in characters.</summary>
    public const int MaximumLength = 50;

    private ConnectionPrefix(string text) => Text = text;

    /// <summary>The prefix as it was given.</summary>
    public string Text { get; }

    /// <summary>Reads a prefix.</summary>
    /// <exception cref="HoopException"><c>Connection.InvalidPrefix</c>: the message names the value and what is wrong with it.</exception>
    public static ConnectionPrefix Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
            throw Invalid(text, "it is empty");
        if (text.Length > MaximumLength)
            throw Invalid(text, $"it has {text.Length} characters and may have {MaximumLength}");
        if (!char.IsAsciiLetterOrDigit(text[0]))
            throw Invalid(text, "it must start with a letter or a digit");
        foreach (var character in text)
        {
            if (!ConnectionName.IsAllowed(character))
                throw Invalid(text, character == ' ' ? "it holds a space" : $"it holds '{character}'");
        }

        return new ConnectionPrefix(text);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static HoopException Invalid(string text, string why) =>
        ConnectionErrors.InvalidPrefix.Error(
            $"'{text}' cannot be used as a connection prefix: {why}.",
            text,
            $"Give 1 to {MaximumLength} letters, digits and hyphens, for example prod or orders-eu.");
}
