namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// For whom the master can act in one database, and whom it has to join for that: a role acts for an owner that it is, or inherits from, or
/// can make itself a member of for the length of a transaction.
/// </summary>
internal sealed class ActingOwners(DatabaseReading reading)
{
    private readonly Dictionary<string, OwnerReading> _owners = reading.Owners.ToDictionary(owner => owner.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaReading> _schemas = reading.Schemas.ToDictionary(
        schema => schema.Name, StringComparer.Ordinal);
    private readonly SortedDictionary<string, OwnerReading> _joins = new(StringComparer.Ordinal);

    /// <summary>
    /// The owners to join, in an order that is the same everywhere, so that transactions that cross wait and do not deadlock.
    /// </summary>
    public IReadOnlyList<OwnerReading> Joins => _joins.Values.ToList();

    public OwnerReading? Owner(string name) => _owners.GetValueOrDefault(name);

    public SchemaReading Schema(string name) => _schemas[name];

    public bool CanActFor(string owner) => Owner(owner) is { } known && (known.Usable || known.Joinable);

    /// <summary>Notes that a change acts for this owner.</summary>
    public void ActFor(string owner)
    {
        if (_owners[owner] is { Usable: false } stranger)
            _joins[owner] = stranger;
    }

    /// <summary>True where the object can be named: that takes USAGE on its schema, the master's own or an owner's.</summary>
    private bool CanName(SchemaObject named) =>
        Schema(named.Schema).MasterUses || (named.OwnerUsesSchema && CanActFor(named.ActingOwner))
            || CanActFor(Schema(named.Schema).ActingOwner);

    /// <summary>Notes that a change names the object.</summary>
    private void Name(SchemaObject named)
    {
        if (!Schema(named.Schema).MasterUses)
            ActFor(named.OwnerUsesSchema && CanActFor(named.ActingOwner) ? named.ActingOwner : Schema(named.Schema).ActingOwner);
    }

    /// <summary>
    /// What of the wanted privileges can be granted on the object, noting whom to join for it. What cannot, and is open to everybody
    /// anyway, is no loss and not in <paramref name="lacking"/>.
    /// </summary>
    public IReadOnlyList<string> Grantable(SecuredObject target, IReadOnlyList<string> wanted, out IReadOnlyList<string> lacking)
    {
        lacking = [];
        if (wanted.Count == 0)
            return wanted;
        if (Owner(target.ActingOwner)?.Usable == true || wanted.All(target.Grantable.Contains))
            return wanted;
        if (CanActFor(target.ActingOwner))
        {
            ActFor(target.ActingOwner);
            return wanted;
        }

        lacking = wanted.Except(target.Grantable, StringComparer.Ordinal).Except(target.Public, StringComparer.Ordinal).ToList();
        return wanted.Intersect(target.Grantable, StringComparer.Ordinal).ToList();
    }

    /// <summary>The same for what must be named through its schema.</summary>
    public IReadOnlyList<string> GrantableInSchema(SchemaObject target, IReadOnlyList<string> wanted, out IReadOnlyList<string> lacking)
    {
        if (wanted.Count > 0 && !CanName(target))
        {
            lacking = wanted.Except(target.Public, StringComparer.Ordinal).ToList();
            return [];
        }

        var granted = Grantable(target, wanted, out lacking);
        if (granted.Count > 0)
            Name(target);
        return granted;
    }

    /// <summary>
    /// How an entry can be taken back, noting whom to join for it. A REVOKE acts in the owner's name where the master can act for the
    /// owner, else in the master's own: what anybody else gave stays.
    /// </summary>
    public Revocation Revoke(SecuredObject target, AclEntry entry)
    {
        var how = HowToRevoke(target, entry);
        if (how == Revocation.AsOwner)
        {
            ActFor(target.ActingOwner);
            if (target is SchemaObject named)
                Name(named);
        }

        return how;
    }

    private Revocation HowToRevoke(SecuredObject target, AclEntry entry)
    {
        if (entry.Grantable && target.PassedOnBy.Contains(entry.Role))
            return Revocation.Impossible;
        if (entry.Grantor == target.Owner && CanActFor(target.ActingOwner))
            return target is SchemaObject named && !CanName(named) ? Revocation.Impossible : Revocation.AsOwner;
        if (entry.Grantor == reading.Master && Owner(target.ActingOwner)?.Usable != true)
            return target is SchemaObject unjoined && !Schema(unjoined.Schema).MasterUses ? Revocation.Impossible : Revocation.AsMaster;
        return Revocation.Impossible;
    }
}

/// <summary>How an ACL entry can be taken back.</summary>
internal enum Revocation
{
    /// <summary>Not by us.</summary>
    Impossible,

    /// <summary>In the owner's name.</summary>
    AsOwner,

    /// <summary>In the master's own name, before it joins the owner.</summary>
    AsMaster,
}
