using System.Text;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>
/// A batch file for cmd: <c>set "NAME=value"</c> lines, each behind an <c>@</c>, since cmd shows what it does (Microsoft Learn, "set",
/// "echo", "cmd"). Nothing is local to it, so a program or batch file that calls it has the variables.
/// </summary>
internal static class CmdExport
{
    // Microsoft Learn, "Command prompt line string limitation".
    private const int LongestLine = 8191;

    // Where delayed expansion is switched on, cmd takes exclamation marks for variables: there the file must not go on. Written so that it
    // is true there only.
    private const string Guard = "@if \"!!\"==\"\" (echo Call this file with delayed expansion switched off.>&2& exit /b 1)\n";

    public static string Write(Connection connection, DatabaseLogin? login)
    {
        var lines = EnvironmentExport.Lines(connection, login, (name, value) => Line(connection, name, value));
        return lines.Contains('!', StringComparison.Ordinal) ? Guard + lines : lines;
    }

    private static string Line(Connection connection, string name, string value)
    {
        // cmd reads a file in the code page of its console, and ends it at some control characters.
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw Refused(connection, name, "holds characters other than those of ASCII");
        var line = $"@set \"{name}={Quoted(value)}\"";
        return line.Length <= LongestLine ? line : throw Refused(connection, name, $"makes a line of more than {LongestLine} characters");
    }

    // set takes what is between the first quote and the last, and quotes between them as they are. To cmd, which reads the line before,
    // each of them ends or begins what is quoted, and outside of that its own signs have to be escaped. In a batch file a percent sign is
    // doubled everywhere.
    private static string Quoted(string value)
    {
        var text = new StringBuilder(value.Length);
        var isInside = true;
        foreach (var character in value)
        {
            if (character == '"')
                isInside = !isInside;
            else if (character == '%')
                text.Append('%');
            else if (!isInside && character is '^' or '&' or '|' or '<' or '>' or '(' or ')')
                text.Append('^');
            text.Append(character);
        }

        return text.ToString();
    }

    private static HoopException Refused(Connection connection, string name, string why) =>
        ConnectionErrors.NotExpressible.Error(
            $"The {name} of connection '{connection.Name}' {why}, which cmd cannot carry.", connection.Name);
}
