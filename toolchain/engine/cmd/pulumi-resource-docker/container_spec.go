package main

// container carries the properties in the units of the official plugin: memory in MiB, grace in seconds.
type container struct {
	Name       string   `json:"name" rules:"name replace"`
	Image      string   `json:"image" rules:"required replace"`
	Hostname   string   `json:"hostname" rules:"replace computed"`
	Domainname string   `json:"domainname" rules:"replace"`
	Command    []string `json:"command" rules:"replace computed"`
	Entrypoint []string `json:"entrypoints" rules:"replace computed"`
	Env        []string `json:"envs" rules:"replace computed set"`
	Labels     []label  `json:"labels" rules:"replace computed set"`
	User       string   `json:"user" rules:"replace keep"`
	WorkingDir string   `json:"workingDir" rules:"replace keep"`
	TTY        bool     `json:"tty" rules:"replace default=false"`
	StdinOpen  bool     `json:"stdinOpen" rules:"replace default=false"`
	StopSignal string   `json:"stopSignal" rules:"replace computed"`
	StopAfter  int      `json:"stopTimeout" rules:"replace computed"`

	Start         bool `json:"start" rules:"default=true"`
	MustRun       bool `json:"mustRun" rules:"default=true"`
	Wait          bool `json:"wait" rules:"default=false"`
	WaitTimeout   int  `json:"waitTimeout" rules:"default=60"`
	Remove        bool `json:"rm" rules:"default=false"`
	RemoveVolumes bool `json:"removeVolumes" rules:"default=true"`
	DestroyGrace  int  `json:"destroyGraceSeconds"`
	ReadPatience  int  `json:"containerReadRefreshTimeoutMilliseconds" rules:"default=15000"`

	Restart           string `json:"restart" rules:"default=no"`
	MaxRetryCount     int    `json:"maxRetryCount"`
	Memory            int64  `json:"memory"`
	MemoryReservation int64  `json:"memoryReservation" rules:"default=0"`
	MemorySwap        int64  `json:"memorySwap"`
	CPUShares         int64  `json:"cpuShares"`
	CPUSet            string `json:"cpuSet"`
	CPUPeriod         int64  `json:"cpuPeriod"`
	CPUQuota          int64  `json:"cpuQuota"`
	ShmSize           int64  `json:"shmSize" rules:"replace computed"`

	NetworkMode  string       `json:"networkMode" rules:"replace default=bridge"`
	Networks     []attachment `json:"networksAdvanced" rules:"replace set"`
	Ports        []port       `json:"ports" rules:"replace"`
	PublishAll   bool         `json:"publishAllPorts" rules:"replace"`
	DNS          []string     `json:"dns" rules:"replace set"`
	DNSOpts      []string     `json:"dnsOpts" rules:"replace set"`
	DNSSearch    []string     `json:"dnsSearches" rules:"replace set"`
	ExtraHosts   []extraHost  `json:"hosts" rules:"replace set"`
	Capabilities *changes     `json:"capabilities" rules:"replace"`
	SecurityOpts []string     `json:"securityOpts" rules:"replace computed set"`
	Privileged   bool         `json:"privileged" rules:"replace"`
	ReadOnly     bool         `json:"readOnly" rules:"replace default=false"`
	Init         bool         `json:"init" rules:"computed"`
	GroupAdd     []string     `json:"groupAdds" rules:"replace set"`
	Ulimits      []ulimit     `json:"ulimits" rules:"replace set"`
	Devices      []device     `json:"devices" rules:"replace set"`

	Volumes     []mount           `json:"volumes" rules:"replace set"`
	Mounts      []strictMount     `json:"mounts" rules:"replace set"`
	Tmpfs       map[string]string `json:"tmpfs"`
	Sysctls     map[string]string `json:"sysctls" rules:"replace"`
	StorageOpts map[string]string `json:"storageOpts" rules:"replace"`
	LogDriver   string            `json:"logDriver" rules:"replace computed"`
	LogOpts     map[string]string `json:"logOpts" rules:"replace"`
	Healthcheck *healthcheck      `json:"healthcheck" rules:"computed"`

	Runtime    string `json:"runtime" rules:"replace computed"`
	IpcMode    string `json:"ipcMode" rules:"replace computed"`
	PidMode    string `json:"pidMode" rules:"replace"`
	UsernsMode string `json:"usernsMode" rules:"replace"`

	Attach            bool       `json:"attach" rules:"unsupported default=false"`
	Logs              bool       `json:"logs" rules:"unsupported default=false"`
	CgroupParent      string     `json:"cgroupParent" rules:"unsupported"`
	CgroupnsMode      string     `json:"cgroupnsMode" rules:"unsupported"`
	CPUs              string     `json:"cpus" rules:"unsupported"`
	DeviceCgroupRules []string   `json:"deviceCgroupRules" rules:"unsupported"`
	DeviceReadBps     []struct{} `json:"deviceReadBps" rules:"unsupported"`
	DeviceReadIops    []struct{} `json:"deviceReadIops" rules:"unsupported"`
	DeviceWriteBps    []struct{} `json:"deviceWriteBps" rules:"unsupported"`
	DeviceWriteIops   []struct{} `json:"deviceWriteIops" rules:"unsupported"`
	DeviceRequests    []struct{} `json:"deviceRequests" rules:"unsupported"`
	GPUs              string     `json:"gpus" rules:"unsupported"`
	Platform          string     `json:"platform" rules:"unsupported computed"`
	Uploads           []struct{} `json:"uploads" rules:"unsupported"`

	Bridge        string     `json:"bridge" rules:"output"`
	ContainerLogs string     `json:"containerLogs" rules:"output"`
	ExitCode      int        `json:"exitCode" rules:"output"`
	NetworkDatas  []struct{} `json:"networkDatas" rules:"output"`
}

type attachment struct {
	Name         string   `json:"name" rules:"required"` // Or id.
	Aliases      []string `json:"aliases" rules:"set"`
	IPv4Address  string   `json:"ipv4Address"`
	IPv6Address  string   `json:"ipv6Address"`
	LinkLocalIPs []string `json:"linkLocalIps" rules:"set"`
	MacAddress   string   `json:"macAddress"`
	DriverOpts   []string `json:"driverOpts" rules:"set"` // As `name=value`.
	GwPriority   int      `json:"gwPriority"`
}

type port struct {
	Internal int    `json:"internal" rules:"required"`
	External int    `json:"external" rules:"computed"`
	IP       string `json:"ip" rules:"default=0.0.0.0"`
	Protocol string `json:"protocol" rules:"default=tcp"`
}

type extraHost struct {
	Host string `json:"host" rules:"required"`
	IP   string `json:"ip" rules:"required"`
}

type changes struct {
	Adds  []string `json:"adds" rules:"set"`
	Drops []string `json:"drops" rules:"set"`
}

type ulimit struct {
	Name string `json:"name" rules:"required"`
	Soft int64  `json:"soft" rules:"required"`
	Hard int64  `json:"hard" rules:"required"`
}

type device struct {
	HostPath      string `json:"hostPath" rules:"required"`
	ContainerPath string `json:"containerPath"`
	Permissions   string `json:"permissions" rules:"default=rwm"`
}

type mount struct {
	ContainerPath  string `json:"containerPath"`
	VolumeName     string `json:"volumeName"`
	HostPath       string `json:"hostPath"`
	FromContainer  string `json:"fromContainer"`
	ReadOnly       bool   `json:"readOnly"`
	SelinuxRelabel string `json:"selinuxRelabel"`
}

// strictMount is what Docker's newer notation mounts: a source that is missing is an error, and no folder is made for it.
type strictMount struct {
	Type     string   `json:"type" rules:"required"`
	Source   string   `json:"source"`
	Target   string   `json:"target" rules:"required"`
	ReadOnly bool     `json:"readOnly"`
	Bind     []string `json:"bindOptions" rules:"unsupported"`
	Tmpfs    []string `json:"tmpfsOptions" rules:"unsupported"`
	Volume   []string `json:"volumeOptions" rules:"unsupported"`
}

type healthcheck struct {
	Tests         []string `json:"tests"`
	Interval      string   `json:"interval" rules:"default=0s"`
	Timeout       string   `json:"timeout" rules:"default=0s"`
	StartPeriod   string   `json:"startPeriod" rules:"default=0s"`
	StartInterval string   `json:"startInterval" rules:"default=0s"`
	Retries       int      `json:"retries" rules:"default=0"`
}
