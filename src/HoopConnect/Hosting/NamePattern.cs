namespace HoopConnect.Hosting;

/// <summary>A name with wildcards: <c>*</c> any characters, <c>?</c> one character. Case does not matter.</summary>
public sealed record NamePattern
{
    private NamePattern(string text) => Text = text;

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>Whether it has a wildcard; one without fits one name only.</summary>
    public bool HasWildcard => Text.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>Reads a pattern; any text is one.</summary>
    public static NamePattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new NamePattern(text);
    }

    /// <summary>Whether a name fits.</summary>
    public bool Matches(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // After a star, try the rest of the pattern at each place of the name in turn: only the last star needs to be gone back to.
        var (at, star, mark) = (0, -1, 0);
        var position = 0;
        while (position < name.Length)
        {
            if (at < Text.Length && Text[at] == '*')
            {
                star = at++;
                mark = position;
            }
            else if (at < Text.Length && (Text[at] == '?' || char.ToUpperInvariant(Text[at]) == char.ToUpperInvariant(name[position])))
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                position = ++mark;
            }
            else
            {
                return false;
            }
        }
        return Text.AsSpan(at).TrimStart('*').IsEmpty;
    }

    /// <summary>The pattern.</summary>
    public override string ToString() => Text;
}
