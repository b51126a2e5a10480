namespace HoopConnect.Credentials.Vaults.HashiCorp;

/// <summary>The two versions of HashiCorp Vault's key/value engine, which answer in different forms.</summary>
public enum KeyValueVersion
{
    /// <summary>One value a key, without history.</summary>
    V1 = 1,

    /// <summary>Versioned; paths have <c>data/</c> after the mount.</summary>
    V2 = 2,
}
