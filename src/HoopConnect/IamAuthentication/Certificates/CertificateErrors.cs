using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Certificates;

/// <summary>What can be wrong with the certificate bundles of RDS.</summary>
internal static class CertificateErrors
{
    public static readonly ErrorDefinition FileNotFound = new(
        "Certificate.FileNotFound", HoopErrorKind.ObjectNotFound,
        "The file with the bundle is not there, or cannot be read.",
        "Check -FromFile.");

    public static readonly ErrorDefinition HashMismatch = new(
        "Certificate.HashMismatch", HoopErrorKind.InvalidData,
        "The bundle has another SHA-256 than the one that was given. Nothing was written.",
        "AWS publishes new bundles from time to time: find out whether this is one before you take its hash over.");

    public static readonly ErrorDefinition Invalid = new(
        "Certificate.Invalid", HoopErrorKind.InvalidData,
        "What was fetched is not a bundle of certificate authorities. Nothing was written.",
        "Look at what is there: a proxy or a sign-in page may have answered.");

    public static readonly ErrorDefinition InvalidEndpoint = new(
        "Certificate.InvalidEndpoint", HoopErrorKind.InvalidArgument,
        "The bundle cannot be fetched from that address.",
        "Give -EndpointUrl as https://host[:port], or leave it out for AWS itself.");

    public static readonly ErrorDefinition InvalidHash = new(
        "Certificate.InvalidHash", HoopErrorKind.InvalidArgument,
        "It is not a SHA-256.",
        "Give 64 hexadecimal digits.");

    public static readonly ErrorDefinition NoSource = new(
        "Certificate.NoSource", HoopErrorKind.NotImplemented,
        "It is not known where that partition publishes its certificates.",
        "Download the bundle yourself and give it with -FromFile, or name its host with -EndpointUrl.");

    public static readonly ErrorDefinition OneFile = new(
        "Certificate.OneFile", HoopErrorKind.InvalidArgument,
        "One file was named for several regions.",
        "Leave -Path and -FromFile out, or give one region.");

    public static readonly ErrorDefinition Refused = new(
        "Certificate.Refused", HoopErrorKind.ObjectNotFound,
        "There is no bundle at that address.",
        "Check the region's name and the address; a new region may have its certificates in the bundle of all regions only (leave " +
            "-Region out).");

    public static readonly ErrorDefinition Unreachable = new(
        "Certificate.Unreachable", HoopErrorKind.ConnectionError,
        "The bundle could not be fetched.",
        "Check network and proxy (HTTPS_PROXY); on a machine without a way out give the file with -FromFile, or a mirror with " +
            "-EndpointUrl.");

    public static readonly ErrorDefinition WriteFailed = new(
        "Certificate.WriteFailed", HoopErrorKind.WriteError,
        "The bundle could not be written.",
        "Give a -Path in a folder that is there and that you can write to.");
}
