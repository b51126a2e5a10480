using System.Globalization;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>The values in a row of the catalog. Columns of type <c>char</c> come with blanks at the end.</summary>
internal static class CatalogRow
{
    public static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!.TrimEnd();

    /// <summary>A name, as it is.</summary>
    public static string Name(object? value) => (string)value!;

    public static string? NameOrNull(object? value) => (string?)value;

    public static string? TextOrNull(object? value) => value is null ? null : Text(value);

    /// <summary>A number; zero for null.</summary>
    public static int Number(object? value) => value is null ? 0 : Convert.ToInt32(value, CultureInfo.InvariantCulture);

    /// <summary>A flag that was read as a number; false for null.</summary>
    public static bool Is(object? value) => Number(value) != 0;

    public static byte[] Bytes(object? value) => value as byte[] ?? [];
}
