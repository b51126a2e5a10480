using HoopConnect.Databases;
using HoopConnect.Discovery;

namespace HoopConnect.Provisioning;

/// <summary>
/// The CA file that the clients of a database are told of. They take one file or the system's trust, not both as we do; a database of RDS
/// is signed by RDS's own authorities, so for it the kept bundle is right.
/// </summary>
internal static class ClientCaFile
{
    public static string? Of(RdsDatabase database, TransportOptions transport) =>
        transport is { CaFile: null, SslMode: SslMode.VerifyFull or SslMode.VerifyCA }
        && database.Arn.Split(':') is ["arn", var partition, ..]
            ? transport.KeptCertificates?.FileFor(partition, database.Region)
            : transport.CaFile;
}
