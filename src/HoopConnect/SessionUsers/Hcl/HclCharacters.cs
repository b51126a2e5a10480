using System.Globalization;
using System.Text;

namespace HoopConnect.SessionUsers.Hcl;

/// <summary>What characters are, and how a message shows them.</summary>
internal static class HclCharacters
{
    private const int MostShown = 40;

    /// <summary>
    /// A letter or an underscore, or what else Unicode lets an identifier begin with (Unicode Standard Annex #31, "ID_Start").
    /// </summary>
    public static bool BeginsIdentifier(Rune rune) =>
        rune.Value is '_' or 0x1885 or 0x1886 or 0x2118 or 0x212E or 0x309B or 0x309C
        || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    /// <summary>
    /// What can follow in an identifier: a hyphen, and what Unicode lets follow ("ID_Continue"), such as digits and marks.
    /// </summary>
    public static bool ContinuesIdentifier(Rune rune) =>
        BeginsIdentifier(rune) || rune.Value is '-' or 0xB7 or 0x387 or (>= 0x1369 and <= 0x1371) or 0x19DA
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;

    /// <summary>Text for a message: cut where it is long, and with nothing in it that a terminal would obey.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(MostShown))
            shown.Append(IsShown(rune) ? rune.ToString() : CodeOf(rune));
        return text.Length > shown.Length && text.EnumerateRunes().Skip(MostShown).Any()
            ? shown.Append("...").ToString() : shown.ToString();
    }

    /// <summary>One character for a message.</summary>
    public static string Found(Rune rune) => IsShown(rune) ? $"'{rune}'" : $"the character {CodeOf(rune)}";

    private static bool IsShown(Rune rune) =>
        !Rune.IsControl(rune)
        && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned);

    private static string CodeOf(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
}
