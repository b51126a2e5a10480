namespace HoopConnect.SessionUsers.Hcl;

/// <summary>A token. The text of a string is its value, of the others what the file has.</summary>
internal readonly record struct HclToken(HclTokenKind Kind, string Text, HclPosition Position)
{
    /// <summary>
    /// The token as a message names it. What is in a string is not shown: it could be a password that was put into the wrong place.
    /// </summary>
    public string Found => Kind switch
    {
        HclTokenKind.End => "the end of the file",
        HclTokenKind.NewLine => "the end of the line",
        HclTokenKind.String => "a string",
        HclTokenKind.Number => $"the number {HclCharacters.Shown(Text)}",
        _ => $"'{HclCharacters.Shown(Text)}'",
    };
}
