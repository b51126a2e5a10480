using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Sweep;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Takes a session user: an object of Get-HoopSessionUser (one that was serialised too), or one with a user name and a server.
/// </summary>
internal sealed class SessionUserArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) =>
        value is FoundSessionUser user ? user : Read(new RecordFields(RecordFields.ReaderOf(value)));

    private static FoundSessionUser Read(RecordFields fields)
    {
        var engine = fields.Text("Engine") ?? "postgres";
        if (fields.Text("UserName") is not { } user || fields.Text("HostName") is not { } host)
        {
            throw ArgumentErrors.NotASessionUser.Error("The object names no session user: it lacks a UserName or a HostName.");
        }

        return new FoundSessionUser
        {
            AccountId = fields.Text("AccountId") ?? "",
            Region = fields.Text("Region") ?? "",
            Identifier = fields.Text("Identifier") ?? "",
            Arn = fields.Text("Arn") ?? "",
            Engine = engine,
            HostName = host,
            Port = fields.Number("Port") is > 0 and var port ? port : DatabaseEngines.For(engine).DefaultPort,
            SslMode = Enum.TryParse<SslMode>(fields.Text("SslMode"), ignoreCase: true, out var mode) ? mode : SslMode.VerifyFull,
            CaFile = fields.Text("CaFile"),
            UserName = user,
            Expired = fields.Flag("Expired"),
            Policy = fields.Text("Policy"),
        };
    }
}
