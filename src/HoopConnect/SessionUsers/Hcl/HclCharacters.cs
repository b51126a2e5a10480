using System.Globalization;
using System.Text;

namespace HoopConnect.SessionUsers.Hcl;

/// <summary>What characters are, and how a message shows them.</summary>
internal static class HclCharacters
{
    private const int MostShown = 40;

    /// <summary>A letter or an underscore, or a character that Unicode counts as a letter.</summary>
    public static bool BeginsIdentifier(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune);

    /// <summary>What can follow in an identifier: also digits, a hyphen, and marks that belong to the letter before.</summary>
    public static bool ContinuesIdentifier(Rune rune) =>
        BeginsIdentifier(rune)
        || Rune.IsDigit(rune)
        || rune.Value == '-'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Text for a message: cut where it is long, and with nothing in it that a terminal would obey.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(MostShown))
            shown.Append(IsShown(rune) ? rune.ToString() : CodeOf(rune));
        return text.Length > shown.Length && text.EnumerateRunes().Skip(MostShown).Any()
            ? shown.Append("...").ToString()
            : shown.ToString();
    }

    /// <summary>One character for a message.</summary>
    public static string Found(Rune rune) => IsShown(rune) ? $"'{rune}'" : $"the character {CodeOf(rune)}";

    private static bool IsShown(Rune rune) =>
        !Rune.IsControl(rune)
        && Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned);

    private static string CodeOf(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
}
