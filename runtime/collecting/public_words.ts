/**
 * The words of this project and of the programs that it works with. Generated from the sources by `deno task generate`.
 *
 * @module
 */

/** The words in a name of a field: `loadBalancerIPs` has three. */
export const wordParts = /IPv[46]|IPs|L\d(?!\d)|[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;

export const publicWords: ReadonlySet<string> = new Set(
  ("aarch abort aborted about above absent accept accepted accepting accepts access account acquire action " +
    "activate active actor actual add added additional additive addr address addresses addressing adjacency " +
    "administratively admission admit admits adv advertise advertised advertisement advertisements aes " +
    "affinity after again against age agent ages aggregation aggressive ago agree agreeing aks alert alias " +
    "aliases alive all allocate allocated allocates allocation allocations allocator allow allowed allows " +
    "alone alpha already also although always amazon amd among an anchor and anew annotate annotation " +
    "annotations announce announced announcement announcements announcer announcers announces announcing " +
    "anonymous another answer answered answering answers anti antrea any anycast anything anywhere apart api " +
    "apiextensions apis apiserver apiv app append applicant application applied applies apply apps arch " +
    "archive are arena argocd args argument arm arp arpeggio arpeggioaddressconflict " +
    "arpeggioaddresspoolexhausted arpeggioaddresspoolnearlyexhausted arpeggioannounceraway " +
    "arpeggiobgpsessiondown arpeggioconfignotloaded arpeggioconfigurationinvalid arpeggiofailoversfrequent " +
    "arpeggiofailoverslow arpeggioheartbeatlost arpeggioheartbeatnotauthentic arpeggionoannouncer " +
    "arpeggionodesilent arpeggionoleader arpeggionolink arpeggionostandby arpeggiopassslow arpeggiostalls " +
    "arpeggiowatchbroken arpeggiowritequeuestuck arpeggiowritesrefused arpg array arrive as aside ask asked " +
    "asker asking asks asn assertion assign assigned assignment assume assumed assumption async at atomic " +
    "attach attempt attempts audit auth authentic authentication authority authorization auto available avoid " +
    "await awaited aware away aws back backend backoff bad balancer balancers balancing bare base base64 basic " +
    "bclose be bearer beat beats because become becomes been before began begin beginning begins behind being " +
    "belongs below best bestpath beta better between bfd bfdd bfdprof bfdprofile bfdprofiles bgp bgpadv " +
    "bgpadvertisement bgpadvertisements bgpcom bgpd bgpextras bgpp bgppeer bgppeers bgzip bigint bind bindings " +
    "birth bits blackhole blanks block blocks bodies body bold bond book bookmark bookmarks bool boolean both " +
    "bottlerocket bound bounds br bridge bring broadcast broke broken bucket budget buffer bug buggy build " +
    "busy but by byte bytes ca cable cache cached cali calico call callback calls came can canal canceled " +
    "cancelled candidacies candidacy candidate candidates cannot cap capabilities capability capacity carries " +
    "case categories category caught cause cbr cease centos cert certain certificate certs cgroup chance " +
    "change changed changes channel characters charset chart check checked checkpoint checks checksum choice " +
    "choices choose chosen chunk chunked cid cidr cilium claim claimant claimants claimed claiming claims " +
    "class cleanup clear clears cli client clients clock close closed closes cloud cloudprovider cluster " +
    "clusters cni coalesce code collapsed collect collecting collection color column columns com come comes " +
    "comma command commands commit communities community compare complete component compound concerns " +
    "condition conditions conf confederation config configmaps configuration configurationstate " +
    "configurationstates configure configured confirms conflict conflicting conflicts conn connect connected " +
    "connection connections const container containerd containers contains contender content contest contested " +
    "context contexts continue contradict contradicting contradiction control controller controllers " +
    "controlplane conversion convert cookie coordination copy core coreos correct could count counted counter " +
    "counters counts cpu crash crashloopbackoff crds create created creation credentials credit cri critical " +
    "crossed crt cs current custom cut daemon daemonset daemonsets damp dash data datagram datagrams date day " +
    "days db dead deadline debian debug decide decided decides decision decisions declined declines deep " +
    "default defaults defended defends defined defines definition del delay delete deleted deletion denied " +
    "deno denoland deny deploy deployment deployments deprecated depth describe description descriptor " +
    "descriptors desired destination detail detect detected dev device dial did died dies differ difference " +
    "differences different differently digest dim dir directly directory disable disabled discovery disk " +
    "disorder disruption distance distrust distrusted dns do docker docs document does doesn domain done " +
    "donors doubtful down drain drained drawn drop dropped dual due dummy duplicate duration during duties " +
    "duty dynamic each eaddrinuse eafnosupport earlier early ebgp ebusy echo echoing edge edges edit edits " +
    "effect eks elect elected election elections eligible else elsewhere empty emsgsize enable enabled " +
    "encoding encryption end ended endpoint endpoints endpointslice endpointslices ends enforce engine eno " +
    "enobufs enomem enp ens entries entry enum env environment enx eof eperm epoch equal err errno error " +
    "errors es escalation essence established etc etcd eth ether ethernet even event eventfd events ever every " +
    "everything everywhere eviction evidence evpn example exceed exceeded excessive exclude excluded excludes " +
    "exclusion exclusions exec execution exhausted exhaustion exist exists exit exited expected expired expiry " +
    "explain explanation export expr expression expressions extend external extras facts fail failed failover " +
    "failovers failure failures fallen falls false families family fatal fault faults fe fell fence fetch " +
    "fewer fewest ff fffffffe ffffffff field fields file filename files filesystem filter finalizer finalizers " +
    "find finds fine finish finished firewall first fit fits flag flags flannel flatcar flaw flaws floor " +
    "folder folders follow followed following for forbidden foreground foreign forged forgotten form format " +
    "found four fragment frame frames free frequent fresh from frr frrouting fs full function fw gained gap " +
    "garbled gateway gauge gave gcm general generation generator get getauxval gets gi give given gives giving " +
    "gke global gnu go goes gone goodbye got grace graceful granted gratuitous green group groups growing " +
    "guest gz gzip gzipped had half handing handle handler handshake hardware has hash have head header " +
    "headers headless health healthy healthz heap hear heard heartbeat heartbeats held hello helm help here " +
    "hex hidden highest hint hints histogram history hmac hold holder holders holding holdings holds holdtime " +
    "home hop hopcount hops host hostname hosts hour how http https hypervisor icm id identity idle if ignore " +
    "ignored image immutable import in incarnation includes incomplete indent index inf info informed ingress " +
    "init initial inline inner input inquiry insecure inside inspection install installed instance instant " +
    "instants instead int integer interface interfaces internal interrupted interval into intruder intrusion " +
    "invalid inventory involved io ip ipaddresspool ipaddresspools ipam ipap ips ipv ipv4 ipv6 ipvs is iso it " +
    "item items its itself java jks job join js json jsonl judged jump just jwt k0s k3s keep keepalive " +
    "keepalived keepalives keeps kept kernel key keys kill killed killing kind kindnet kinds know known knows " +
    "kube kubeadm kubeconfig kubectl kubelet kubernetes kustomization kustomize l2 l3 label labelled labelling " +
    "labels lack lacks lapsed large larger last lasted late lately later latest lax layer layout lb lbconfig " +
    "le lead leader leaderless leadership leads learning learns lease leased leases least leave leaver leaves " +
    "leaving led ledger left legacy length lengths less let level levels lib libc library life lifecycle like " +
    "limit limits line lines link links linux linuxkit list listed listen listened listener listening listens " +
    "listing lists live liveness living llgr lo load loadbalancer loaded loads local localhost localpref " +
    "location lock log loggers logs logtape long longer longest look looked looks lookup loop loopback lose " +
    "loses lost lower lowest lxc lxcbr ma mac machine macs made madvise magic main make malformed malloc " +
    "managed manager manifests many map maps margin marks martian master match matches matching max maximum " +
    "may md md5 me mean meanings means meant meanwhile meetings memalign members memcpy memory mended merge " +
    "merged message messages meta metadata metal metallb method metrics mi microk microk8s milliseconds min " +
    "minikube minimum minor minute minutes mirror mismatch miss misscheduled missed misses missing mmap mode " +
    "model modified module moment monitor monitoring month more most mount mounted mounts move moved moves mp " +
    "mpls ms msecs msg mtu multi multicast multihop multiplier multus must mute mvpn my na name named nameless " +
    "names namespace namespaced namespaces naming nan nat ndp nearly need needs neigh neighbor neighbors " +
    "neither net netlink network networking networks never new newest news next nexthop nginx nht no nobody " +
    "node nodelocaldns nodes non nonblocking none nor normal not note noted nothing notification notifications " +
    "notified noun nouns now nowhere npm ns null nullable number numbers object objects observed obstacle " +
    "occurs octet of off offset offsets often ok old older oldest on once one ones onlooker onlookers only oom " +
    "oomkilled opaque open opened openers opens operand operation operator opt option optional options or " +
    "order ordered orderly ordinary org origin orization orphan os ospf other others otherwise our ours out " +
    "outcome outer output outside over overlapping overlaps overloaded override overrun overwrite overwriting " +
    "overwritten ovn own owned owner owners owns packet packets pad page pages pair pairs panic parallel " +
    "parameters parse part partial partition partly parts pass passed passes passive password passwords past " +
    "patch patches path pathname paths patience patient pattern patterns pause paused pauses payload peer " +
    "peers pem pending per percent period permission permit pfx phase phrase pid piece pieces ping pipe place " +
    "placement placements places placing plain plan plane planned plug plugin plural pod podmonitor pods " +
    "policy poll polled poller pool pools port ports position posix post postponed ppc preconditions preempted " +
    "pref prefer preference preferences preferred prefers prefix prefixes preflight preparation prepend " +
    "present preserve pressure pretty prevents previous printable printer prints priority private privilege " +
    "privileged probably probe probed probes probing problems process processing processor profile profiles " +
    "program programs prometheus promise prompt properties proportion protected protection protocol provider " +
    "proxy psk public pull pulled pulling put puts pv pwd qos quay query question queue queues quiet quota " +
    "quoted quotes rancher random range ranges rank ranked rate raw rbac rc rcvd reach reached reaches read " +
    "readable reader readiness reading reads ready readyz reason reasons rebalance receive received receiver " +
    "receives receiving recent reconcile reconciled reconciler record recorded recording recordings records " +
    "recursive recv recvfrom recvmsg red redirection ref reference references refresh refreshes refusal " +
    "refusals refused refuses region regions registry regular reject rejected release released relieved relist " +
    "relists reload remote remove removed removes rename renew renewal renewals renewed renews repair repeat " +
    "repeated repeats replace replaced replayed replica replicas replicaset reply report reported reporting " +
    "reports request requested requests require required requirement requires reread rescan reserved reset " +
    "resident residue resolve resolved resource resources response responses responsible rest restart " +
    "restarted restarting restarts restless restored restores result resync retired retry retrying return " +
    "returning reverse revision rhel rib right ring rises rival rivals rke rke2 rocky role roles rolling " +
    "rollout room root rotate round rounds route router routers routes routing row rows rs rst rule rules run " +
    "runbook running runs runtime sa said same sample sampled samples saved say says scavenge scene schedule " +
    "scheduled scheduler scheduling schema schemas scope scopes score scores script sctp search searched sec " +
    "seccomp second seconds secret secrets security see seen sees segment select selected selection selections " +
    "selective selector selectors selects semi send sender sending sendmsg sends sendto sent sequence " +
    "sequences series serve served server servers serves service serviceaccount servicebgpstatus " +
    "servicebgpstatuses servicel services serving session sessions set sets setsockopt settings settled " +
    "settlement severity sh sha shape share shared sharer sharers shares sharing short shorter shortfall " +
    "should show shows shut shutdown side sig sigint sign signal signature signatures signed signing signs " +
    "sigterm sigusr silence silent since single singular sink sinks sit situation size skip skipped slice " +
    "slices slow so socket sockets solicitation solicitations solicited some soon sort sorted source space " +
    "spans spare speak speaker speakers speaks spec special specified spoken ssh stable stack stale stall " +
    "stalled stalls stand standalone standard standby standbys standing standings stands start started " +
    "starting starts startup state statement statements states stats status statuses stayed stays stderr stdin " +
    "stdout steady step steps still stop stopped stopping stops storage store stranger strangers strategy " +
    "stream strict string stringify stuck sub subject subjects subnet subnets subresources success " +
    "successfully such suffix sum summary support supported suppose supposed surge surrogate surroundings suse " +
    "suspect suspicion svcbgp svcl swap switch switched symbolic symbols sync syntax sysctl system table " +
    "tables tag tags tail taint taints take taken takeover takers takes tally talos tap tar target task tcp " +
    "tear tell teller tellers template ten term terminal terminated terminating termination test text texts tf " +
    "than that the their theirs them then there these they this those though threatened three threshold " +
    "throttled through tidy tier tiers time timed timeline timeout timer timers times timestamp timestamps " +
    "timing title titles tls tmp to today together token told toleration tolerations too took tool top " +
    "topology total trace traditional traffic transfer transition transitions translated transmit transport " +
    "trend tries trigger trim trouble troubles troubleshooting true truncated truth try trying ts ttl tun tunl " +
    "turned turns twice twin two txt type types ubuntu udp uid unable unanswered unasked unauthorized " +
    "unavailable unbegun uncaught unchallenged unchanged undecided undefined under unexpected unfinished " +
    "unhealthy unheard unicast uninitialized universe unix unknown unless unnumbered unplugged unproven " +
    "unreachable unread unreadable unschedulable unserved unset unsharing unsigned unsolicited unspecified " +
    "unsupported until unused unverified unwritten up update updated updates updgrp upgrade upsert urgencies " +
    "urgency url us usable usage usages use used user username users uses using usize usr ustar usual utf v4 " +
    "v6 valid validate validations value values vantage var variable vary verbs verdict verdicts verify " +
    "verifying version versions veth via view vip virbr virtual virtualip virtualips vlan void volume volumes " +
    "vrf vty vtysh vxlan wait waiting waits wake want wanted wants warn warning warnings was watch watched " +
    "watches watching way ways wd weave webhook weight weighted well went were what whatever when where " +
    "whether which whichever while who whole whose why wide width widths will wire with withdrawn withheld " +
    "within without wlan word words work worker working workload workloads works world worse would writable " +
    "write writer writes writing written wrong wrote x86 yaml year yes yet yielded yielding you your za zebra " +
    "zero zone").split(" "),
);
