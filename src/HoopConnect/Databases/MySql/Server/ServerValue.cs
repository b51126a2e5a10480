using System.Globalization;
using System.Text;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// Values of result rows: the same variable is a number on one server and a word on another, the same name a text or bytes.
/// </summary>
internal static class ServerValue
{
    /// <summary>As text; null is empty.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>As a number; null where it is none.</summary>
    public static int? Number(object? value) =>
        int.TryParse(Text(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether a variable is on. Of <c>read_only</c> there are more words than ON from MariaDB 12 on.</summary>
    public static bool IsOn(object? value) => Text(value) is not ("" or "0" or "OFF");
}
